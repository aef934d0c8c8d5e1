package io.agentidentity.it;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.agentidentity.it.realm.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** The line between a sample server and Keycloak: notes what is asked, is cut, or changes what is answered about calls. */
final class KeycloakLine {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean cut;
    private volatile UnaryOperator<ObjectNode> change = UnaryOperator.identity();

    HTTPRequestSender over(HTTPRequestSender sender) {
        return request -> {
            asked.add(request.getURI().getPath());
            if (cut) {
                throw new IOException("the line is cut");
            }
            return answer(request, sender.send(request));
        };
    }

    private ReadOnlyHTTPResponse answer(ReadOnlyHTTPRequest request, ReadOnlyHTTPResponse response) {
        if (!request.getURI().getPath().endsWith("/evaluation")) {
            return response;
        }
        HTTPResponse changed = new HTTPResponse(response.getStatusCode());
        changed.setHeader("Content-Type", "application/json");
        changed.setBody(
                change.apply((ObjectNode) Json.parse(response.getBody())).toString());
        return changed;
    }

    /** How many decisions were asked for so far. */
    long decisions() {
        return asked.stream().filter(path -> path.endsWith("/evaluation")).count();
    }

    /** Does something while the line is cut. */
    void cutDuring(Runnable work) {
        cut = true;
        try {
            work.run();
        } finally {
            cut = false;
        }
    }

    /** Does something while decisions arrive changed. */
    void changedDuring(UnaryOperator<ObjectNode> how, Runnable work) {
        change = how;
        try {
            work.run();
        } finally {
            change = UnaryOperator.identity();
        }
    }
}
