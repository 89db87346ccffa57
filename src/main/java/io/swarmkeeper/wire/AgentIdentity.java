package io.swarmkeeper.wire;

/**
 * Who answers.
 *
 * @param nodeId of the Swarm node, as its engine says
 * @param hostname of that node
 * @param nodeAddress by which other nodes know it: the underlay
 * @param version of the agent
 * @param startedMillis when its process started, by its own clock
 */
public record AgentIdentity(String nodeId, String hostname, String nodeAddress, String version, long startedMillis) {}
