package io.agentidentity.it.realm;

import java.net.http.HttpRequest;

/** Sees each request that the fixtures send, as it goes out, and its answer. */
public interface HttpWatch {

    /** Sees nothing. */
    HttpWatch NONE = new HttpWatch() {

        @Override
        public void sending(HttpRequest request, String body) {}

        @Override
        public void answered(HttpRequest request, Answer answer) {}
    };

    void sending(HttpRequest request, String body);

    void answered(HttpRequest request, Answer answer);
}
