package io.swarmkeeper.analysis.lab;

import io.swarmkeeper.analysis.FindingCode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * As {@link Provokes}, beside the others of its class. It stands on methods: on a class, {@link Execution} would also let
 * the class run beside others, on the same lab.
 */
@Test
@Execution(ExecutionMode.CONCURRENT)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface ProvokesBeside {
    FindingCode value();
}
