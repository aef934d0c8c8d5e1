/** The agents that may not act for the person, whoever said so; what the person said themself they take back. */
import { BanIcon } from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import { useState } from "react";
import { useLoad } from "../app/load";
import { Dialog } from "../app/parts/Dialog";
import { Moment } from "../app/parts/labels";
import { Content, Nothing } from "../app/parts/State";
import { useSay } from "../app/parts/Toasts";
import { Button, Card, CardBody, CardFooter, CardTitle, List, ListItem, Text } from "../app/pf";
import { useConsole, useMine, useWords } from "./context";
import type { Block } from "./model";
import { Rows } from "./Rows";

function nameOf(block: Block): string {
  return block.agentName ?? block.agentClientId ?? block.agentId;
}

export function BlocksTab() {
  const text = useWords();
  const mine = useMine();
  const say = useSay();
  const { rights } = useConsole();
  const [asked, setAsked] = useState<Block | null>(null);
  const blocks = useLoad((signal) => mine<Block[]>("GET", ["me", "blocks"], { signal }), [mine]);
  return (
    <Content of={blocks}>
      {(all) =>
        all.length === 0 ? (
          <Nothing icon={BanIcon} title={text("noBlocks")} body={text("noBlocksBody")} />
        ) : (
          <>
            <Text className="pf-v5-u-pb-md">{text("blocksAbout")}</Text>
            <List isPlain aria-label={text("tabBlocks")} data-testid="blocks">
              {all.map((block) => (
                <ListItem key={block.agentId + block.by} className="pf-v5-u-mb-md">
                  <Card component="article" data-testid="my-block" data-client-id={block.agentClientId}>
                    <CardTitle component="h2">{nameOf(block)}</CardTitle>
                    <CardBody>
                      {block.agentClientId !== null && block.agentClientId !== nameOf(block) ? (
                        <p>{block.agentClientId}</p>
                      ) : null}
                      <Rows
                        of={[
                          [text("setBy"), text(`by.${block.by}`)],
                          [text("since"), <Moment key="m" at={block.since} />],
                        ]}
                      />
                    </CardBody>
                    {rights.manage && block.by === "principal" ? (
                      <CardFooter>
                        <Button
                          variant="secondary"
                          data-testid="allow"
                          aria-label={text("allowOf", { agent: nameOf(block) })}
                          onClick={() => {
                            setAsked(block);
                          }}
                        >
                          {text("allow")}
                        </Button>
                      </CardFooter>
                    ) : null}
                  </Card>
                </ListItem>
              ))}
            </List>
            {asked ? (
              <Dialog
                title={text("allow.title", { agent: nameOf(asked) })}
                confirm={text("allow")}
                close={() => {
                  setAsked(null);
                }}
                act={async () => {
                  const still = await mine<Block[]>("DELETE", ["me", "blocks", asked.agentId]);
                  if (still.length === 0) {
                    say.done(text("allow.done", { agent: nameOf(asked) }));
                  } else {
                    say.done(text("allow"), text("allow.still"));
                  }
                  setAsked(null);
                  blocks.reload();
                }}
              >
                {text("allow.body")}
              </Dialog>
            ) : null}
          </>
        )
      }
    </Content>
  );
}
