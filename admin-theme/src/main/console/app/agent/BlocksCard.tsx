/** For whom an agent may not work, whoever said so. */
import { useState } from "react";
import { useAgents, useConsole, useText } from "../context";
import { useLoad } from "../load";
import type { Agent, Block, Ended } from "../model";
import { Dialog } from "../parts/Dialog";
import { Entries } from "../parts/Entries";
import { Moment } from "../parts/labels";
import { Part } from "../parts/Part";
import { PersonById } from "../parts/people";
import { Content } from "../parts/State";
import { useSuggestions } from "../parts/suggest";
import { useSay } from "../parts/Toasts";
import { Button, Form, FormGroup, Table, Tbody, Td, TextInput, Th, Thead, Tr } from "../pf";

export function BlocksCard({ agent }: { agent: Agent }) {
  const text = useText();
  const agents = useAgents();
  const { rights } = useConsole();
  const [asked, setAsked] = useState<Block | "new" | null>(null);
  const blocks = useLoad<Block[]>((signal) => agents("GET", [agent.id, "blocks"], { signal }), [agents, agent.id]);
  const may = rights.manage && agent.status !== "retired";
  const close = () => {
    setAsked(null);
  };
  const done = () => {
    close();
    blocks.reload();
  };
  return (
    <Part
      title={text("blocks")}
      actions={
        may ? (
          <Button
            variant="secondary"
            size="sm"
            data-testid="add-block"
            onClick={() => {
              setAsked("new");
            }}
          >
            {text("block")}
          </Button>
        ) : null
      }
    >
      <Content of={blocks}>
        {(rows) =>
          rows.length === 0 ? (
            <p>{text("noBlocks")}</p>
          ) : (
            <Table variant="compact" aria-label={text("blocks")} data-testid="blocks-table">
              <Thead>
                <Tr>
                  <Th>{text("person")}</Th>
                  <Th>{text("by")}</Th>
                  <Th>{text("since")}</Th>
                  <Th>{text("reason")}</Th>
                  {may ? <Th screenReaderText={text("actions")} /> : null}
                </Tr>
              </Thead>
              <Tbody>
                {rows.map((block) => (
                  <Tr key={`${block.principalId} ${block.by}`}>
                    <Td dataLabel={text("person")}>
                      <PersonById id={block.principalId} />
                    </Td>
                    <Td dataLabel={text("by")}>{text.word("rank", block.by)}</Td>
                    <Td dataLabel={text("since")}>
                      <Moment at={block.since} />
                    </Td>
                    <Td dataLabel={text("reason")} modifier="breakWord">
                      {block.reason ?? text("none")}
                    </Td>
                    {may ? (
                      <Td>
                        <Button
                          variant="link"
                          isInline
                          data-testid="lift-block"
                          onClick={() => {
                            setAsked(block);
                          }}
                        >
                          {text("liftBlock")}
                        </Button>
                      </Td>
                    ) : null}
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )
        }
      </Content>
      {asked === "new" ? <BlockDialog agent={agent} done={done} close={close} /> : null}
      {asked !== null && asked !== "new" ? <LiftDialog agent={agent} block={asked} done={done} close={close} /> : null}
    </Part>
  );
}

interface DialogProps {
  agent: Agent;
  done(): void;
  close(): void;
}

function BlockDialog({ agent, done, close }: DialogProps) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const suggest = useSuggestions();
  const [person, setPerson] = useState<string[]>([]);
  const [reason, setReason] = useState("");
  const act = async () => {
    const body = { reason: reason === "" ? null : reason };
    const ended = await agents<Ended>("PUT", [agent.id, "blocks", person[0] ?? ""], { body });
    say.done(
      text("done.block", { name: agent.clientId, person: person[0] ?? "" }),
      text("endedTasksTokens", { tasks: ended.tasksEnded, tokens: ended.tokensEnded }),
    );
    done();
  };
  return (
    <Dialog
      title={text("ask.block", { name: agent.clientId })}
      confirm={text("block")}
      danger
      disabled={person.length === 0}
      act={act}
      close={close}
    >
      <p className="pf-v5-u-mb-md">{text("about.block")}</p>
      <Form>
        <FormGroup label={text("person")} isRequired fieldId="block-person">
          <Entries
            id="block-person"
            label={text("person")}
            single
            value={person}
            suggest={suggest.users}
            onChange={setPerson}
          />
        </FormGroup>
        <FormGroup label={text("reason")} fieldId="block-reason">
          <TextInput
            id="block-reason"
            maxLength={255}
            value={reason}
            onChange={(_event, value) => {
              setReason(value);
            }}
          />
        </FormGroup>
      </Form>
    </Dialog>
  );
}

function LiftDialog({ agent, block, done, close }: DialogProps & { block: Block }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const act = async () => {
    await agents("DELETE", [agent.id, "blocks", block.principalId]);
    say.done(text("done.liftBlock", { name: agent.clientId }));
    done();
  };
  return (
    <Dialog title={text("ask.liftBlock", { name: agent.clientId })} confirm={text("liftBlock")} act={act} close={close}>
      <p>
        <PersonById plain id={block.principalId} />
      </p>
      <p>{text(block.by === "principal" ? "about.liftOwnBlock" : "about.liftBlock")}</p>
    </Dialog>
  );
}
