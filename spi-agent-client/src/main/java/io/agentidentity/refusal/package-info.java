/**
 * Why a request was refused: one closed list of reasons, each with its OAuth error, HTTP status and stable code.
 * Plain Java; every other package may use it and it calls none of them.
 */
package io.agentidentity.refusal;
