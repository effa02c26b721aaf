package io.memsafe.examples.catalog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash function of the catalog. */
final class Digests {

    private Digests() {}

    /** A fresh SHA-256, which every Java runtime has to have. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
