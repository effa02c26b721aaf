package io.memsafe.batch;

/**
 * A writer that can be taken back to where a checkpoint saw it. A job with a checkpoint keeps what
 * {@link #checkpointInfo()} says together with the items that it includes; run again, it takes the writer back there before
 * it writes what is missing. So each item is written exactly once, whenever the process is killed.
 *
 * <p>Thread-safety: as of {@link ItemWriter}; all methods are called one at a time, whatever {@link #concurrent()} says.
 *
 * @param <O> what is written
 */
@SuppressWarnings("try") // close() may throw what the target of the items throws
public interface RestartableWriter<O> extends ItemWriter<O> {

    /**
     * How far it has written: up to the last {@link #write} that returned, which must be on the disk by now. Called before
     * the first chunk, at each save of the progress, and before {@link #close()}.
     *
     * @return short, such as the length of a file
     * @throws Exception if that cannot be found out; the progress is not saved then, and before the first chunk the job does
     *     not start
     */
    String checkpointInfo() throws Exception;

    /**
     * Goes to where a writer of the same target stood, and takes back all that was written after it. Called before all else.
     *
     * @param checkpointInfo what {@link #checkpointInfo()} said there
     * @throws Exception if that cannot be done, for example because the file has become shorter; the job does not start
     *     then
     */
    void open(String checkpointInfo) throws Exception;
}
