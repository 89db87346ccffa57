package io.swarmkeeper.web.api;

import io.swarmkeeper.web.Problem;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The problems of one call, for its description; those that every call of its kind may have are added to them. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Tells {
    Problem.Code[] value();
}
