package io.swarmkeeper.cli;

/** A command line that cannot be followed, or a file that cannot be had. The message is for people. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
