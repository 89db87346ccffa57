package io.swarmkeeper.stackfile.export;

/**
 * Something that runs and that no stack file can say, or that a deploy does by itself.
 *
 * @param service full name; empty for what belongs to no service
 * @param path of it in the spec, with dots: {@code TaskTemplate.ContainerSpec.Groups}
 * @param what follows from it: a sentence without its full stop, no value in it
 * @param lost a stack file has no word for it, so that a deploy takes it away
 */
public record Unsaid(String service, String path, String what, boolean lost) {}
