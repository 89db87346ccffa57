package io.swarmkeeper.analysis.lab;

import io.swarmkeeper.analysis.FindingCode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** A test that has this finding on a real Swarm, and then has it no more. {@link EveryFindingTest} counts them. */
@Test
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Provokes {
    FindingCode value();
}
