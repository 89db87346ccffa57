package io.swarmkeeper.change;

import io.swarmkeeper.audit.StorableText;
import io.swarmkeeper.remediation.Plan;
import io.swarmkeeper.remediation.PlanJson;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The table of changes. Every move is one transaction that also checks the state it starts from. */
class ChangeStore {

    static final int REASON = 2_000;
    static final int NOTE = 4_000;
    private static final int NAME = 200;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final ChangeReader reader;

    ChangeStore(JdbcClient jdbc, PlatformTransactionManager transactions, InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.reader = new ChangeReader(jdbc);
    }

    /** What a new change is made of; its number and first moment are added. */
    record Draft(
            Plan plan,
            String savedSpec,
            Map<String, String> parameters,
            Optional<String> findingId,
            Optional<String> findingCode,
            String reason,
            String by) {}

    /**
     * @param holdsService false for the record of an undo, which works under the lock of the change it undoes
     * @throws org.springframework.dao.DuplicateKeyException if another open change holds the service
     */
    long insert(Draft draft, Optional<Long> undoes, boolean holdsService) {
        return require(transaction.execute(status -> {
            KeyHolder key = new GeneratedKeyHolder();
            String service = draft.plan().action().serviceId();
            jdbc.sql("""
                            INSERT INTO swarm_change (state, service_id, holds_service, finding_id, finding_code, reason,
                              requested_by, requested_at, plan, saved_spec, parameters, progress, undoes)
                            VALUES (:state, :service, :holds, :finding, :code, :reason,
                              :by, :at, :plan, :spec, :parameters, :progress, :undoes)
                            """)
                    .param("state", ChangeState.REQUESTED.word())
                    .param("service", service)
                    .param("holds", holdsService ? service : null)
                    .param("finding", draft.findingId().orElse(null))
                    .param("code", draft.findingCode().orElse(null))
                    .param("reason", StorableText.of(draft.reason(), REASON))
                    .param("by", StorableText.of(draft.by(), NAME))
                    .param("at", now())
                    .param("plan", PlanJson.write(draft.plan()))
                    .param("spec", draft.savedSpec())
                    .param("parameters", Specs.JSON.writeValueAsString(draft.parameters()))
                    .param("progress", Specs.JSON.writeValueAsString(Progress.NONE))
                    .param("undoes", undoes.orElse(null))
                    .update(key, "id");
            long id = require(key.getKeyAs(Long.class));
            addMoment(id, ChangeState.REQUESTED, draft.by(), draft.reason());
            return id;
        }));
    }

    /**
     * @param note also the outcome, if the change ends or stops there
     * @return empty if the change is no longer in a state where this can happen
     */
    boolean move(long id, ChangeState from, Move move, String by, String note) {
        Optional<ChangeState> to = move.from(from);
        return to.isPresent()
                && require(transaction.execute(status -> {
                    boolean rests = to.get().isFinal() || to.get() == ChangeState.INCONCLUSIVE;
                    int moved = jdbc.sql("""
                                    UPDATE swarm_change SET state = :to, outcome = :outcome,
                                      holds_service = CASE WHEN :final OR undoes IS NOT NULL THEN NULL ELSE service_id END
                                    WHERE id = :id AND state = :from
                                    """)
                            .param("to", to.get().word())
                            .param("outcome", rests ? StorableText.of(note, NOTE) : null)
                            .param("final", to.get().isFinal())
                            .param("id", id)
                            .param("from", from.word())
                            .update();
                    if (moved == 1) {
                        addMoment(id, to.get(), by, note);
                    }
                    return moved == 1;
                }));
    }

    /** Several of this store's acts as one: all of them or none. */
    <T> T together(Supplier<T> acts) {
        return require(transaction.execute(status -> acts.get()));
    }

    void addApproval(long id, String by, String reason, String planHash) {
        jdbc.sql("INSERT INTO swarm_change_approval (change_id, approved_by, approved_at, reason, plan_hash)"
                        + " VALUES (?, ?, ?, ?, ?)")
                .params(id, StorableText.of(by, NAME), now(), StorableText.of(reason, REASON), planHash)
                .update();
    }

    List<String> approvedPlanHashes(long id) {
        return jdbc.sql("SELECT plan_hash FROM swarm_change_approval WHERE change_id = ?")
                .param(id)
                .query((row, i) -> row.getString("plan_hash"))
                .list();
    }

    /** Something worth telling happened without a move. */
    void note(long id, ChangeState state, String by, String note) {
        transaction.executeWithoutResult(status -> addMoment(id, state, by, note));
    }

    private void addMoment(long id, ChangeState state, String by, String note) {
        jdbc.sql("""
                        INSERT INTO swarm_change_moment (change_id, position, happened_at, state, moved_by, note)
                        SELECT :id, COALESCE(MAX(position), 0) + 1, :at, :state, :by, :note
                        FROM swarm_change_moment WHERE change_id = :id
                        """)
                .param("id", id)
                .param("at", now())
                .param("state", state.word())
                .param("by", StorableText.of(by, NAME))
                .param("note", StorableText.of(note, NOTE))
                .update();
    }

    Progress progress(long id) {
        return Specs.JSON.readValue(text("progress", id), Progress.class);
    }

    void saveProgress(long id, Progress progress) {
        jdbc.sql("UPDATE swarm_change SET progress = ? WHERE id = ?")
                .params(Specs.JSON.writeValueAsString(progress), id)
                .update();
    }

    /** The plan exactly as it is stored: what an approval is tied to. */
    String planText(long id) {
        return text("plan", id);
    }

    private String text(String column, long id) {
        return jdbc.sql("SELECT " + column + " FROM swarm_change WHERE id = ?")
                .param(id)
                .query(String.class)
                .single();
    }

    Optional<ChangeState> state(long id) {
        return jdbc.sql("SELECT state FROM swarm_change WHERE id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .map(ChangeReader::state);
    }

    Optional<Change> find(long id) {
        return reader.find(id);
    }

    /** Without their saved specs. */
    List<Change> newest(int limit) {
        return reader.newest(limit);
    }

    List<Change> in(Collection<ChangeState> states) {
        return reader.in(states);
    }

    Map<ChangeState, Long> counts() {
        return reader.counts();
    }

    /** Number of the open change that holds this service. */
    Optional<Long> holder(String serviceId) {
        return jdbc.sql("SELECT id FROM swarm_change WHERE holds_service = ?")
                .param(serviceId)
                .query(Long.class)
                .optional();
    }

    /** Number of the unfinished record of the undo of this change. */
    Optional<Long> undoOf(long id) {
        return jdbc.sql("SELECT MAX(id) FROM swarm_change WHERE undoes = ? AND state = ?")
                .params(id, ChangeState.APPLYING.word())
                .query(Long.class)
                .optional();
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }

    private static <T> T require(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the database gave nothing back");
        }
        return value;
    }
}
