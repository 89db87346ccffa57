package io.swarmkeeper.telemetry;

/**
 * Something new is in the latest measurements. Published (Spring application event) at most once a second, on
 * telemetry's own thread.
 */
public record MeasurementsTaken(Measurements measurements) {}
