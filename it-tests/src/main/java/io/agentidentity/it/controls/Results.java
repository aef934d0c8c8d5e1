package io.agentidentity.it.controls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What came of tests when they were last run, by the reports of Surefire and Failsafe. */
final class Results {

    /** What came of a test in all its runs: of several parameters, on several versions. */
    enum Result {
        PASSED,
        SKIPPED,
        FAILED
    }

    private final Map<String, Result> byTest;

    private Results(Map<String, Result> byTest) {
        this.byTest = byTest;
    }

    static Results none() {
        return new Results(Map.of());
    }

    /** Of all modules below a directory. */
    static Results below(Path root) throws IOException {
        Map<String, Result> results = new HashMap<>();
        try (Stream<Path> files = Files.walk(root, 4)) {
            for (Path report : files.filter(
                            path -> path.toString().matches(".*/target/(surefire|failsafe)-reports/TEST-.*\\.xml"))
                    .toList()) {
                read(report, results);
            }
        }
        return new Results(results);
    }

    /** The worst of some tests; empty if one of them was not run at all. */
    Optional<Result> of(List<String> tests) {
        if (tests.isEmpty() || !byTest.keySet().containsAll(tests)) {
            return Optional.empty();
        }
        return tests.stream().map(byTest::get).max(Result::compareTo);
    }

    private static void read(Path report, Map<String, Result> results) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            NodeList cases = factory.newDocumentBuilder().parse(report.toFile()).getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element one = (Element) cases.item(i);
                String type = one.getAttribute("classname");
                String method = one.getAttribute("name").replaceFirst("[^\\w].*", "");
                results.merge(
                        type.substring(type.lastIndexOf('.') + 1).replaceFirst("\\$.*", "") + "." + method,
                        result(one),
                        (first, second) -> first.compareTo(second) >= 0 ? first : second);
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("no report: " + report, e);
        }
    }

    private static Result result(Element test) {
        if (test.getElementsByTagName("failure").getLength()
                        + test.getElementsByTagName("error").getLength()
                > 0) {
            return Result.FAILED;
        }
        return test.getElementsByTagName("skipped").getLength() > 0 ? Result.SKIPPED : Result.PASSED;
    }
}
