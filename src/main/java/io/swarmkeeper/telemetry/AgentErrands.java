package io.swarmkeeper.telemetry;

import io.swarmkeeper.audit.AuditLog;
import io.swarmkeeper.swarm.Masking;
import io.swarmkeeper.telemetry.Agents.Contact;
import io.swarmkeeper.wire.ProbeRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What one agent is asked to do, with an entry in the audit log before and after. Safe for any thread. */
final class AgentErrands {

    private static final Duration CHALLENGE = Duration.ofSeconds(10);

    private final AgentLine line;
    private final AuditLog audit;
    private final InstantSource clock;

    AgentErrands(AgentLine line, AuditLog audit, InstantSource clock) {
        this.line = line;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * One errand.
     *
     * @param what the room of the audit's verbs, e.g. {@code health-probe}
     * @param most how long the agent may take
     * @param target path with query, of the challenge that it gave
     */
    record Errand(
            String what,
            String by,
            String subject,
            Map<String, String> facts,
            Duration most,
            Function<String, String> target) {}

    /** Reads what an agent answered; its refusal says what makes no sense. */
    interface Reading<T> {
        T read(byte[] body) throws AnswerReader.SenselessException;
    }

    /**
     * @param facts what the last entry says of the answer
     * @throws ProbeRefusedException if the agent refuses
     * @throws AgentUnavailableException if it is not heard, or broke off
     */
    <T> T run(String nodeId, Errand errand, Reading<T> reading, Function<T, Map<String, String>> facts)
            throws InterruptedException {
        Contact contact = contact(nodeId);
        Map<String, String> detail = new LinkedHashMap<>(errand.facts());
        detail.put("node", contact.hostname());
        audit.append(errand.by(), errand.what() + ".run", errand.subject(), detail);
        try {
            T answer = reading.read(ask(contact, errand));
            detail.putAll(facts.apply(answer));
            audit.append(errand.by(), errand.what() + ".ran", errand.subject(), detail);
            return answer;
        } catch (ProbeRefusedException e) {
            failed(errand, detail, String.valueOf(e.getMessage()));
            throw e;
        } catch (AnswerReader.SenselessException e) {
            String why = "The agent of node %s answered, but %s".formatted(contact.hostname(), e.getMessage());
            failed(errand, detail, why);
            throw new AgentUnavailableException(why);
        } catch (InterruptedException e) {
            failed(errand, detail, "the server stopped waiting: it is going down");
            throw e;
        } catch (IOException e) {
            String why = "The agent of node %s %s".formatted(contact.hostname(), e.getMessage());
            failed(errand, detail, why);
            throw new AgentUnavailableException(why);
        }
    }

    private void failed(Errand errand, Map<String, String> detail, String why) {
        detail.put("failed", why);
        audit.append(errand.by(), errand.what() + ".failed", errand.subject(), detail);
    }

    /** @throws AgentUnavailableException if the node's agent is not heard */
    Contact contact(String nodeId) {
        return line.agents()
                .orElseThrow(() -> new AgentUnavailableException(LiveTelemetry.NO_TOKEN))
                .contact(nodeId, clock.instant())
                .orElseThrow(() -> new AgentUnavailableException(
                        "The agent of node %s is not heard, so nobody can run anything there.".formatted(nodeId)));
    }

    private byte[] ask(Contact contact, Errand errand)
            throws IOException, InterruptedException, AnswerReader.SenselessException {
        AgentClient client = line.client().orElseThrow();
        InetSocketAddress address = contact.address();
        AgentClient.Reply challenge = client.ask(address, "GET", ProbeRequest.CHALLENGE_PATH, CHALLENGE);
        if (challenge.status() != 200) {
            throw new IOException("gives no challenge, but HTTP status %d: is it as new as this server?"
                    .formatted(challenge.status()));
        }
        String target;
        try {
            target = errand.target().apply(challenge.text().strip());
        } catch (IllegalArgumentException e) {
            throw new AnswerReader.SenselessException("its challenge makes no sense: " + e.getMessage());
        }
        AgentClient.Reply reply = client.ask(address, "POST", target, errand.most());
        return switch (reply.status()) {
            case 200 -> reply.body();
            case 400, 409 ->
                throw new ProbeRefusedException("The agent of node %s refuses: %s"
                        .formatted(contact.hostname(), Masking.text(reply.text().strip())));
            default -> throw new IOException("answered with HTTP status " + reply.status());
        };
    }
}
