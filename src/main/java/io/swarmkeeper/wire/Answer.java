package io.swarmkeeper.wire;

import java.util.List;

/**
 * An agent's answer to {@code GET /samples?boot=B&after=N&most=M}: the oldest M of the samples it still holds that are
 * newer than number N of its process B; the oldest M it holds if that was another process. Whoever gets M asks again at
 * once. A node of 500 containers makes some 250 KB a sample: ten minutes of it in one answer would be 30 MB.
 *
 * @param format {@link #FORMAT} of the agent; a server that knows another one says so and takes nothing
 * @param boot random, another one each time the process starts; sequence numbers count from 1 within it
 * @param clockMillis the agent's clock at this answer, milliseconds since 1970. Times in the samples are by the same
 *     clock: a server takes their age from it, and so does not depend on how both clocks agree
 * @param samples oldest first
 */
public record Answer(int format, AgentIdentity agent, String boot, long clockMillis, List<Sample> samples) {

    public static final int FORMAT = 1;

    public Answer {
        samples = List.copyOf(samples);
    }
}
