package io.swarmkeeper.stackfile.yaml;

/** A file that cannot be read as what it should be. The message says what was found and what is expected. */
public final class StackFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Place place;

    public StackFileException(Place place, String message) {
        super(message);
        this.place = place;
    }

    public Place place() {
        return place;
    }
}
