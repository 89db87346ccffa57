package io.swarmkeeper.cli;

import io.swarmkeeper.analysis.report.MeasuredSizes;
import io.swarmkeeper.analysis.report.SizesJson;
import io.swarmkeeper.analysis.report.SizesJson.ReportException;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What was measured, out of a saved report or from a server. */
final class MeasuredReport {

    private MeasuredReport() {}

    /**
     * @param source a file, or the address of a server: {@code https://swarmkeeper.example.com}
     * @param environment has the token for a server
     * @throws UsageException with the source and what is wrong with it
     */
    static MeasuredSizes read(String source, Map<String, String> environment) {
        try {
            byte[] report = Server.isAddress(source)
                    ? fetch(source, environment, Server.WHOLE)
                    : NamedFile.bytes(NamedFile.path(source), "a JSON report", ": the report", SizesJson.MOST_BYTES);
            return SizesJson.read(new ByteArrayInputStream(report));
        } catch (ReportException e) {
            throw new UsageException("%s: %s".formatted(source, e.getMessage()));
        }
    }

    /** The server's report as it is now. */
    static byte[] fetch(String address, Map<String, String> environment, Duration whole) {
        Server server = new Server(address, environment, whole);
        HttpResponse<byte[]> answer = server.ask("/api/v1/report?format=json", UnaryOperator.identity());
        if (answer.statusCode() != Server.OK) {
            throw server.refused(answer.statusCode(), "");
        }
        return answer.body();
    }
}
