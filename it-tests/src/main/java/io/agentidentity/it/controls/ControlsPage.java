package io.agentidentity.it.controls;

import io.agentidentity.it.controls.Catalogue.Control;
import io.agentidentity.it.controls.Catalogue.Framework;
import io.agentidentity.it.controls.Catalogue.Row;
import io.agentidentity.it.controls.Results.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the page of controls, with or without what came of the tests. */
public final class ControlsPage {

    /** Where the page without results is, which says what shows what. */
    public static final Path COMMITTED = Path.of("docs/controls.md");

    private static final Path WITH_RESULTS = Path.of("target/controls.md");

    private final Catalogue catalogue;
    private final List<String> tests;
    private final Optional<Results> results;

    private ControlsPage(Catalogue catalogue, List<String> tests, Optional<Results> results) {
        this.catalogue = catalogue;
        this.tests = tests;
        this.results = results;
    }

    /** Writes both pages from the root of the project. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of("");
        Files.writeString(COMMITTED, of(root));
        Files.createDirectories(WITH_RESULTS.getParent());
        Files.writeString(
                WITH_RESULTS,
                new ControlsPage(Catalogue.load(), TestSources.below(root), Optional.of(Results.below(root))).text());
        System.out.println("Written: " + WITH_RESULTS);
    }

    /**
     * The page without results.
     *
     * @param root of the project
     */
    public static String of(Path root) throws IOException {
        return new ControlsPage(Catalogue.load(), TestSources.below(root), Optional.empty()).text();
    }

    /** Everything that the catalogue says and that does not hold. */
    public static List<String> problems(Path root) throws IOException {
        ControlsPage page = new ControlsPage(Catalogue.load(), TestSources.below(root), Optional.empty());
        List<String> problems = new ArrayList<>();
        for (Control control : page.catalogue.all()) {
            control.tests().stream()
                    .filter(named -> page.matching(named).isEmpty())
                    .forEach(named -> problems.add(control.id() + " names a test that is not there: " + named));
            if (page.shownBy(control).isEmpty() && control.gap() == null) {
                problems.add(control.id() + " is shown by nothing and has no gap");
            }
        }
        page.catalogue.frameworks().stream()
                .flatMap(framework -> framework.rows().stream())
                .flatMap(row -> row.shown().stream())
                .filter(id -> page.catalogue.find(id).isEmpty())
                .forEach(id -> problems.add("unknown: " + id));
        return problems;
    }

    private String text() {
        StringBuilder page = new StringBuilder("""
                # Controls, and the tests that show them

                This page is made from the tests by `./controls`. %s A test of an abuse case bears its number in its name.

                ## How far features have come

                `stable`: kept compatible from release to release. `emerging`: works and is tested; may still change.

                | Feature | |
                |---|---|
                """.formatted(
                        results.isPresent()
                                ? "It tells what came of them when they were last run here."
                                : "`target/controls.md` also tells what came of them when they were last run."));
        catalogue.maturity().forEach(feature -> row(page, feature.feature(), "`" + feature.word() + "`"));
        catalogue.frameworks().forEach(framework -> framework(page, framework));
        section(page, "Controls", catalogue.controls());
        section(page, "Abuse cases", catalogue.abuse());
        return page.toString();
    }

    private void framework(StringBuilder page, Framework framework) {
        page.append("\n## ")
                .append(framework.title())
                .append("\n\n| Requirement | Shown by |")
                .append(results.isPresent() ? " |\n" : "\n");
        page.append("|---|---|").append(results.isPresent() ? "---|\n" : "\n");
        for (Row row : framework.rows()) {
            List<Control> shown = row.shown().stream()
                    .map(id -> catalogue.find(id).orElseThrow())
                    .toList();
            row(
                    page,
                    row.row(),
                    shown.stream().map(ControlsPage::link).collect(Collectors.joining(", ")),
                    result(shown));
        }
    }

    private void section(StringBuilder page, String title, List<Control> controls) {
        page.append("\n## ").append(title).append("\n\n| | | Tests |").append(results.isPresent() ? " |\n" : "\n");
        page.append("|---|---|---|").append(results.isPresent() ? "---|\n" : "\n");
        for (Control control : controls) {
            String tests =
                    shownBy(control).stream().map(test -> "`" + test + "`").collect(Collectors.joining(" "));
            String gap = control.gap() == null ? "" : (tests.isEmpty() ? "" : " ") + "**Gap:** " + control.gap();
            row(
                    page,
                    "<a id=\"" + anchor(control) + "\"></a>" + control.id(),
                    control.says(),
                    tests + gap,
                    result(List.of(control)));
        }
    }

    private void row(StringBuilder page, String... cells) {
        page.append('|');
        for (String cell : cells) {
            if (cell != null) {
                page.append(' ').append(cell).append(" |");
            }
        }
        page.append('\n');
    }

    /** The worst of what shows them; without results no cell at all. */
    private String result(List<Control> shown) {
        if (results.isEmpty()) {
            return null;
        }
        List<String> all = shown.stream()
                .flatMap(control -> shownBy(control).stream())
                .distinct()
                .toList();
        if (all.isEmpty()) {
            return "gap";
        }
        Optional<Result> result = results.get().of(ran(all));
        String word = result.map(one -> switch (one) {
                    case PASSED -> "passed";
                    case SKIPPED -> "skipped";
                    case FAILED -> "**failed**";
                })
                .orElse("not run");
        return shown.stream().anyMatch(control -> shownBy(control).isEmpty()) ? word + ", with a gap" : word;
    }

    /** A whole class is shown as such, and was run if one of its tests was. */
    private List<String> ran(List<String> shown) {
        return shown.stream()
                .flatMap(test -> test.endsWith(".*") ? matching(test).stream() : List.of(test).stream())
                .toList();
    }

    private List<String> shownBy(Control control) {
        List<String> shown = new ArrayList<>(control.tests());
        tests.stream()
                .filter(test -> TestSources.bears(test, control.id()))
                .filter(test -> !shown.contains(test))
                .forEach(shown::add);
        return shown;
    }

    private List<String> matching(String named) {
        return named.endsWith(".*")
                ? tests.stream()
                        .filter(test -> test.startsWith(named.substring(0, named.length() - 1)))
                        .toList()
                : tests.stream().filter(named::equals).toList();
    }

    private static String link(Control control) {
        return "[" + control.id() + "](#" + anchor(control) + ")";
    }

    private static String anchor(Control control) {
        return control.id().toLowerCase(Locale.ROOT);
    }
}
