package io.memsafe.batch;

/** The part of the work in which an item was. */
public enum BatchPhase {
    /** In {@link ItemReader#read()}. */
    READ,
    /** In {@link ItemProcessor#process}. */
    PROCESS,
    /** In {@link ItemWriter#write}. */
    WRITE
}
