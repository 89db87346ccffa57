package io.swarmkeeper.change;

/** Says on a change's timeline what it waits for, once as long as that stays the same. */
final class WaitingNote {

    private final Work work;
    private final Change change;
    private String last = "";

    WaitingNote(Work work, Change change) {
        this.work = work;
        this.change = change;
    }

    /** @param why for people; empty if it takes but a moment, which is not worth telling */
    void say(String why) {
        if (!why.isEmpty() && !why.equals(last)) {
            work.journal().tell(change, "waiting", "Waiting: " + why);
            last = why;
        }
    }

    /** What was said last; empty if nothing was. */
    String last() {
        return last;
    }
}
