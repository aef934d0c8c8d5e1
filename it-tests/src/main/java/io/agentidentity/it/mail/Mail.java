package io.agentidentity.it.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A message that arrived.
 *
 * @param to the addresses that it names
 * @param text its plain text, empty if it has none
 * @param html the same as HTML, empty if it has none
 */
public record Mail(String from, List<String> to, String subject, String text, String html) {

    static Mail of(MimeMessage message) {
        try {
            return new Mail(
                    message.getFrom()[0].toString(),
                    Stream.of(message.getAllRecipients()).map(Address::toString).toList(),
                    message.getSubject(),
                    text(message, "text/plain"),
                    text(message, "text/html"));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return (String) part.getContent();
        }
        StringBuilder all = new StringBuilder();
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                all.append(text(parts.getBodyPart(i), type));
            }
        }
        return all.toString();
    }
}
