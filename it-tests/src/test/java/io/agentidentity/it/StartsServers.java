package io.agentidentity.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** A test class that starts servers of its own, and so says nothing of one that is up already or in a container. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@DisabledIfSystemProperty(named = "keycloak.url", matches = ".+", disabledReason = "starts servers of its own")
@DisabledIfSystemProperty(
        named = "keycloak.launcher",
        matches = "container",
        disabledReason = "starts servers of its own")
@interface StartsServers {}
