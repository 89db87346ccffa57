package io.swarmkeeper.change;

/** A change was requested, moved to another state, or has something new on its timeline. Spring application event. */
public record ChangeMoved(Change change) {}
