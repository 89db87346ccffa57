package io.swarmkeeper.telemetry;

import io.swarmkeeper.swarm.Service;
import io.swarmkeeper.swarm.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of each service. Agents speak of ids; what is known is kept by name, because a stack that is deployed
 * anew has other ids. Not thread-safe.
 */
final class ServiceRecords {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceRecords.class);
    private static final Duration FORGET = Duration.ofDays(1);

    private record Named(String name, Instant seen) {}

    private final Duration sizeAfter;
    private final Map<String, ServiceRecord> byName = new HashMap<>();
    /** Names by id, of services that were in the Swarm within a day. */
    private final Map<String, Named> names = new HashMap<>();

    /** @param sizeAfter span of use from which on right sizes are told */
    ServiceRecords(Duration sizeAfter) {
        this.sizeAfter = sizeAfter;
    }

    /** @param usages by name, as {@link #takeUnsaved} gave them */
    void load(Map<String, String> usages, Instant now) {
        usages.forEach((name, text) -> {
            try {
                byName.put(name, new ServiceRecord(Usage.read(text), sizeAfter, now));
            } catch (RuntimeException e) {
                LOG.warn("What was kept of the use of service {} cannot be read and starts anew", name, e);
            }
        });
    }

    /** These services are in the Swarm now. */
    void see(Snapshot latest, Instant now) {
        for (Service service : latest.services()) {
            names.put(service.id(), new Named(service.name(), now));
            ServiceRecord record = byName.get(service.name());
            if (record != null) {
                record.lastInSwarm = now;
            }
        }
    }

    /** Empty for what is no task, and for a service that nobody knows. */
    Optional<ServiceRecord> of(String serviceId, Instant now) {
        return Optional.ofNullable(names.get(serviceId))
                .map(named ->
                        byName.computeIfAbsent(named.name(), n -> new ServiceRecord(new Usage(), sizeAfter, now)));
    }

    /** Empty if nobody knows it. */
    String name(String serviceId) {
        Named named = names.get(serviceId);
        return named == null ? "" : named.name();
    }

    Map<String, ServiceRecord> byName() {
        return Collections.unmodifiableMap(byName);
    }

    /** Lets go of what is too old for anybody. */
    void forget(Instant now) {
        names.values().removeIf(n -> n.seen().isBefore(now.minus(FORGET)));
        byName.values().removeIf(s -> s.lastInSwarm.isBefore(now.minus(TelemetryStore.KEEP_USAGE)) && !s.isUnsaved());
        byName.values().stream()
                .filter(s -> s.lastInSwarm.isBefore(now.minus(FORGET)))
                .forEach(ServiceRecord::rest);
    }

    /** Lets go of all but what right sizes are made from. */
    void restAll() {
        byName.values().forEach(ServiceRecord::rest);
    }

    /** Use by name, of those that have news since the last call. */
    Map<String, String> takeUnsaved() {
        Map<String, String> usages = new HashMap<>();
        byName.forEach((name, record) -> {
            if (record.isUnsaved()) {
                usages.put(name, record.usage().write());
                record.saved(true);
            }
        });
        return usages;
    }

    /** These could not be saved after all. */
    void putBack(Set<String> names) {
        for (String name : names) {
            ServiceRecord record = byName.get(name);
            if (record != null) {
                record.saved(false);
            }
        }
    }
}
