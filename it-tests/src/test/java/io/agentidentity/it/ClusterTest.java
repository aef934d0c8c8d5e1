package io.agentidentity.it;

import io.agentidentity.it.junit.KeycloakTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A test class on two nodes, of the newest version only. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@KeycloakTest
@StartsServers
@EnabledIfSystemProperty(named = "keycloak.version", matches = "26\\.7\\..*", disabledReason = "of the newest version")
@interface ClusterTest {}
