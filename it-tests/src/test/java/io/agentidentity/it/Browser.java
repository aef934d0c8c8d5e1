package io.agentidentity.it;

import io.agentidentity.it.realm.Answer;
import io.agentidentity.it.realm.TestRealm;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser in which a person is logged in already, by the cookies of an earlier answer. */
record Browser(TestRealm realm, Answer loggedIn) {

    static final String REDIRECT = "http://127.0.0.1/";

    private static final Pattern CODE = Pattern.compile(".*[?&]code=([^&]+).*");

    /** Opens the address at which an app asks for a login; answers with the page or the redirection. */
    Answer authorize(String client, String responseType, String scope) {
        String query = "client_id=" + encoded(client) + "&response_type=" + encoded(responseType) + "&scope="
                + encoded(scope) + "&redirect_uri=" + encoded(REDIRECT) + "&nonce=n";
        return realm.call("GET", "/protocol/openid-connect/auth?" + query, "", Map.of("Cookie", cookies()));
    }

    /** The code that the app gets. */
    String code(String client, String scope) {
        Answer answer = authorize(client, "code", scope);
        Matcher code = CODE.matcher(answer.header("Location").orElse(""));
        if (!code.matches()) {
            throw new AssertionError("No code in " + answer.headers());
        }
        return code.group(1);
    }

    private String cookies() {
        return loggedIn.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .filter(cookie -> !cookie.endsWith("="))
                .collect(Collectors.joining("; "));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
