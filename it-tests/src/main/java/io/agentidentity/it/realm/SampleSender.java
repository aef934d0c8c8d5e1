package io.agentidentity.it.realm;

import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.util.Map;
import java.util.TreeMap;

/** Sends what a sample server asks of its Keycloak where it can be watched. */
record SampleSender(Http http) implements HTTPRequestSender {

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) {
        Map<String, String> headers = new TreeMap<>();
        request.getHeaderMap().forEach((name, values) -> headers.put(name, values.get(0)));
        String body = request.getBody() == null ? "" : request.getBody();
        Answer answer = http.plain(request.getMethod().name(), request.getURI().toString(), body, headers);
        HTTPResponse response = new HTTPResponse(answer.status());
        answer.header("Content-Type").ifPresent(type -> response.setHeader("Content-Type", type));
        response.setBody(answer.body());
        return response;
    }
}
