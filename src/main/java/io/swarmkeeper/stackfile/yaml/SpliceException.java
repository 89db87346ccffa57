package io.swarmkeeper.stackfile.yaml;

/** A setting that cannot be put into a file without changing more than is asked for. The message says why. */
public final class SpliceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SpliceException(String message) {
        super(message);
    }
}
