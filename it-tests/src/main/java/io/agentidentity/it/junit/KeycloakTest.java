package io.agentidentity.it.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class on a real server. Its methods and constructor may ask for a {@link
 * io.agentidentity.it.realm.TestRealm} (one for the class), for {@link io.agentidentity.it.realm.Realms} to make
 * further ones, for the {@link io.agentidentity.it.server.KeycloakServer}, and for a {@link
 * io.agentidentity.it.server.Cluster}. What no test asks for is not started.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(KeycloakExtension.class)
public @interface KeycloakTest {}
