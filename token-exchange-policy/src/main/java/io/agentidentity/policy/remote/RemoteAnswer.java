package io.agentidentity.policy.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentidentity.decision.Denial;
import io.agentidentity.decision.Denied;
import io.agentidentity.json.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What came of asking. Only {@link #YES} permits. */
public enum RemoteAnswer {
    /** Nothing stands against it there. */
    YES(""),
    /** It is denied there, or permitted on terms that nobody here could keep. */
    NO("the remote decision point says no"),
    /** There was no answer, or none that can be understood. */
    AWAY("the remote decision point does not answer"),
    /** It was not asked, since the call was to be denied anyway. */
    NOT_ASKED("the remote decision point was not asked");

    private static final String JSON = "application/json";
    private static final int OK = 200;

    private final String reason;

    RemoteAnswer(String reason) {
        this.reason = reason;
    }

    /** Why a call is denied; empty if it may be made as far as the remote decision point is concerned. */
    public Optional<Denied> denied() {
        return this == YES ? Optional.empty() : Optional.of(new Denied(Denial.POLICY_DENIED, reason));
    }

    /**
     * What an HTTP answer says.
     *
     * @param contentType its header, or an empty text
     */
    public static RemoteAnswer of(int status, String contentType, byte[] body) {
        String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (status != OK || !type.equals(JSON)) {
            return AWAY;
        }
        try {
            JsonNode answer = StrictJson.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
            JsonNode decision = answer.path("decision");
            if (!decision.isBoolean()) {
                return AWAY;
            }
            return decision.booleanValue() && !obliges(answer.path("context")) ? YES : NO;
        } catch (CharacterCodingException | StrictJson.MalformedJson e) {
            return AWAY;
        }
    }

    /** Whether a permit has terms; those of other decision points are unknown here. */
    private static boolean obliges(JsonNode context) {
        JsonNode obligations = context.path("obligations");
        return !obligations.isMissingNode()
                && !obligations.isNull()
                && !(obligations.isArray() && obligations.isEmpty());
    }
}
