package io.memsafe.fork;

import java.io.IOException;
import java.net.ServerSocket;

/** A port for a server that has to be told one. */
public final class FreePort {
    private FreePort() {}

    /**
     * A port that nobody listens on now.
     *
     * @return 1 to 65,535
     * @throws IOException if there is none
     */
    public static int find() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
