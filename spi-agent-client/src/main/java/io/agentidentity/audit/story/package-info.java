/**
 * Records told to people: one line each, with who acted, for whom, and a sentence in plain words. Plain Java; it calls JSON only, and
 * gets the names of people from whoever tells the story.
 */
package io.agentidentity.audit.story;
