package io.swarmkeeper.web.api;

import io.swarmkeeper.analysis.Subject;
import io.swarmkeeper.analysis.Subject.Kind;
import io.swarmkeeper.swarm.Snapshot;
import io.swarmkeeper.web.Problem;
import io.swarmkeeper.web.ProblemException;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** From what a caller names to what is really there. */
@Component
class Subjects {

    /**
     * @param kind {@code swarm}, {@code node}, {@code service}, {@code network} or {@code volume}
     * @param id as the lists give it
     * @param name instead of the id
     */
    record SubjectRequest(
            @Nullable String kind,
            @Nullable String id,
            @Nullable String name) {}

    /** @throws ProblemException 400 if it is half said, 404 if there is no such thing */
    Subject resolve(SubjectRequest request, Snapshot snapshot) {
        Kind kind = Wanted.word("subject.kind", request.kind(), Kind.class);
        if (kind == Kind.SWARM) {
            return new Subject(Kind.SWARM, snapshot.cluster().id(), "the Swarm");
        }
        if ((request.id() == null) == (request.name() == null)) {
            throw Wanted.invalid(
                    "subject",
                    "subject needs either id or name; found %s.".formatted(request.id() == null ? "neither" : "both"));
        }
        BiPredicate<String, String> named = (id, name) -> id.equals(request.id()) || name.equals(request.name());
        return candidates(kind, snapshot)
                .filter(s -> named.test(s.id(), s.name()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.Code.NOT_FOUND,
                        "There is no %s \"%s\" in this Swarm."
                                .formatted(
                                        Words.of(kind),
                                        Shown.text(String.valueOf(
                                                request.id() == null ? request.name() : request.id())))));
    }

    private static Stream<Subject> candidates(Kind kind, Snapshot snapshot) {
        return switch (kind) {
            case SWARM -> Stream.of();
            case NODE -> snapshot.nodes().stream().map(n -> new Subject(kind, n.id(), n.hostname()));
            case SERVICE -> snapshot.services().stream().map(s -> new Subject(kind, s.id(), s.name()));
            case NETWORK -> snapshot.networks().stream().map(n -> new Subject(kind, n.id(), n.name()));
            case VOLUME -> snapshot.volumes().stream().map(v -> new Subject(kind, v.id(), v.name()));
        };
    }
}
