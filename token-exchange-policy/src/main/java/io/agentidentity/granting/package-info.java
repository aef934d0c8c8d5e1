/**
 * What a verified request for a token is granted: target, scopes, rights, the task that the token counts against, the answer or the
 * refusal with its record. Shell; the grants of agents call it, and it calls the task side's stores, the mint and the audit log.
 */
package io.agentidentity.granting;
