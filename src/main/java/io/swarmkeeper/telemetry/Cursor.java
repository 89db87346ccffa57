package io.swarmkeeper.telemetry;

/** Up to where one agent process was heard: all samples of {@code boot} up to this number. */
record Cursor(String boot, long sequence) {

    static final Cursor START = new Cursor("", 0);

    boolean covers(String otherBoot, long otherSequence) {
        return boot.equals(otherBoot) && otherSequence <= sequence;
    }
}
