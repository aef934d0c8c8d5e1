package io.agentidentity.task;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TaskIdPropertyTest {

    @Property
    void anyTextIsReadWithoutHarm(@ForAll String text) {
        assertThat(TaskId.parse(text)).isEmpty();
    }
}
