package io.memsafe.batch;

import java.util.Objects;

/** Leaves the progress of one job to a host. */
final class HostedCheckpoint<O> extends Checkpoint {
    private final HostedStore<O> store;

    HostedCheckpoint(TransactionHost<? super O> host) {
        this.store = new HostedStore<>(Objects.requireNonNull(host, "host"));
    }

    HostedStore<O> store() {
        return store;
    }

    @Override
    HostedStore<O> claim(String job) {
        return store;
    }
}
