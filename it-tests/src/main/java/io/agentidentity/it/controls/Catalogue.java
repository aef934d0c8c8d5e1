package io.agentidentity.it.controls;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Controls, abuse cases, and the frameworks whose rows they answer.
 *
 * @param maturity how far features have come
 * @param controls {@code CT-nn}
 * @param abuse {@code AC-nn}; a test whose name begins with the number counts without being named here
 */
public record Catalogue(
        List<Feature> maturity, List<Control> controls, List<Control> abuse, List<Framework> frameworks) {

    /** The one of this product. */
    public static Catalogue load() {
        try (InputStream in = Catalogue.class.getResourceAsStream("/controls/catalogue.json")) {
            return new ObjectMapper().readValue(in, Catalogue.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Controls and abuse cases. */
    public List<Control> all() {
        return Stream.concat(controls.stream(), abuse.stream()).toList();
    }

    /** The control or abuse case with an id. */
    public Optional<Control> find(String id) {
        return all().stream().filter(control -> control.id().equals(id)).findFirst();
    }

    /**
     * A feature.
     *
     * @param word {@code stable}: it is kept compatible; {@code emerging}: it may still change from release to release
     */
    public record Feature(String feature, String word) {}

    /**
     * Something that tests show.
     *
     * @param tests as {@code Class.method}; {@code Class.*} for all of a class
     * @param gap what is missing, if something is; {@code null} otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Control(String id, String says, List<String> tests, String gap) {}

    /** Somebody else's list of requirements. */
    public record Framework(String title, List<Row> rows) {}

    /**
     * A requirement.
     *
     * @param shown ids of the controls and abuse cases that answer it
     */
    public record Row(String row, List<String> shown) {}
}
