package io.swarmkeeper.web;

/** Thrown where a request cannot be answered; becomes the answer. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public ProblemException(Problem.Code code, String detail) {
        this(Problem.of(code, detail));
    }

    /** A 400: one member of what was sent is not as expected. */
    public static ProblemException inBody(String field, String detail) {
        return new ProblemException(
                Problem.of(Problem.Code.INVALID_BODY, detail).with("field", field));
    }

    public Problem problem() {
        return problem;
    }
}
