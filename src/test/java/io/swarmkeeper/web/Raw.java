package io.swarmkeeper.web;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** A call that no proper client would make: the address goes over the line exactly as written. */
final class Raw {

    private Raw() {}

    static Caller.Answer get(int port, String path, String name, String password) {
        String pair = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return send(
                port,
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + pair
                        + "\r\nConnection: close\r\n\r\n");
    }

    static Caller.Answer send(int port, String request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] halves = all.split("\r\n\r\n", 2);
            String[] lines = halves[0].split("\r\n");
            Map<String, List<String>> headers = new HashMap<>();
            for (int i = 1; i < lines.length; i++) {
                String[] pair = lines[i].split(": ", 2);
                headers.computeIfAbsent(pair[0], k -> new ArrayList<>()).add(pair.length > 1 ? pair[1] : "");
            }
            int status = Integer.parseInt(lines[0].split(" ")[1]);
            byte[] body = halves.length > 1 ? halves[1].getBytes(StandardCharsets.UTF_8) : new byte[0];
            return new Caller.Answer(new Heard(status, HttpHeaders.of(headers, (a, b) -> true), body));
        } catch (IOException e) {
            throw new IllegalStateException(request, e);
        }
    }

    record Heard(int statusCode, HttpHeaders headers, byte[] body) implements HttpResponse<byte[]> {
        @Override
        public HttpRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<HttpResponse<byte[]>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
