/** Which server a resource URI belongs to, and which gateways may look at tokens for it. */
import { ServerIcon } from "@patternfly/react-icons/dist/esm/icons/server-icon";
import { useState } from "react";
import { useAgents, useConsole, useText, useView } from "../context";
import { Hint } from "../agent/fields";
import { useLoad } from "../load";
import { Dialog } from "../parts/Dialog";
import { Entries } from "../parts/Entries";
import { Names } from "../parts/labels";
import { Pages } from "../parts/Pages";
import { RowActions } from "../parts/RowActions";
import { Content, Nothing } from "../parts/State";
import { useSuggestions } from "../parts/suggest";
import { useSay } from "../parts/Toasts";
import {
  Button,
  Form,
  FormGroup,
  Table,
  Tbody,
  Td,
  TextInput,
  Th,
  Thead,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
  Tr,
} from "../pf";

interface Resource {
  uri: string;
  clientId: string | null;
  gateways: (string | null)[];
}

type Asked = { act: "edit"; resource: Resource | null } | { act: "remove"; resource: Resource };

export default function ResourcesTab() {
  const text = useText();
  const view = useView();
  const agents = useAgents();
  const { rights } = useConsole();
  const first = view.number("first", 0);
  const max = view.number("max", 10) || 10;
  const [asked, setAsked] = useState<Asked | null>(null);
  const resources = useLoad(
    async (signal) => {
      const rows = await agents<Resource[]>("GET", ["resources"], { query: { first, max: max + 1 }, signal });
      return { rows: rows.slice(0, max), more: rows.length > max };
    },
    [agents, first, max],
  );
  const close = () => {
    setAsked(null);
  };
  const done = () => {
    close();
    resources.reload();
  };
  const add = rights.manage ? (
    <Button
      data-testid="add-resource"
      onClick={() => {
        setAsked({ act: "edit", resource: null });
      }}
    >
      {text("addResource")}
    </Button>
  ) : null;
  return (
    <section className="pf-v5-c-page__main-section pf-m-light pf-v5-u-p-0" aria-label={text("resources")}>
      <Content of={resources}>
        {({ rows, more }) =>
          rows.length === 0 && first === 0 ? (
            <Nothing icon={ServerIcon} title={text("noResources")} body={text("noResourcesBody")} action={add} />
          ) : (
            <>
              <Toolbar>
                <ToolbarContent>
                  <ToolbarItem>{add}</ToolbarItem>
                  <ToolbarGroup align={{ default: "alignRight" }}>
                    <ToolbarItem variant="pagination">
                      <Pages view={view} first={first} max={max} shown={rows.length} more={more} />
                    </ToolbarItem>
                  </ToolbarGroup>
                </ToolbarContent>
              </Toolbar>
              <Table variant="compact" aria-label={text("resources")} data-testid="resources-table">
                <Thead>
                  <Tr>
                    <Th>{text("resourceUri")}</Th>
                    <Th>{text("server")}</Th>
                    <Th>{text("gateways")}</Th>
                    {rights.manage ? <Th screenReaderText={text("actions")} /> : null}
                  </Tr>
                </Thead>
                <Tbody>
                  {rows.map((resource) => (
                    <Tr key={resource.uri} data-uri={resource.uri}>
                      <Td dataLabel={text("resourceUri")} modifier="breakWord">
                        {resource.uri}
                      </Td>
                      <Td dataLabel={text("server")} modifier="breakWord">
                        {resource.clientId ?? text("clientGone")}
                      </Td>
                      <Td dataLabel={text("gateways")}>
                        <Names of={resource.gateways.map((name) => name ?? text("clientGone"))} none={text("nothing")} />
                      </Td>
                      {rights.manage ? (
                        <Td isActionCell>
                          <RowActions
                            of={resource.uri}
                            items={[
                              {
                                title: text("edit"),
                                onClick: () => {
                                  setAsked({ act: "edit", resource });
                                },
                              },
                              {
                                title: text("removeResource"),
                                isDanger: true,
                                onClick: () => {
                                  setAsked({ act: "remove", resource });
                                },
                              },
                            ]}
                          />
                        </Td>
                      ) : null}
                    </Tr>
                  ))}
                </Tbody>
              </Table>
            </>
          )
        }
      </Content>
      {asked?.act === "edit" ? <EditDialog resource={asked.resource} done={done} close={close} /> : null}
      {asked?.act === "remove" ? <RemoveDialog resource={asked.resource} done={done} close={close} /> : null}
    </section>
  );
}

interface EditDialogProps {
  resource: Resource | null;
  done(): void;
  close(): void;
}

function EditDialog({ resource, done, close }: EditDialogProps) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const suggest = useSuggestions();
  const [uri, setUri] = useState(resource?.uri ?? "");
  const [server, setServer] = useState<string[]>(resource?.clientId ? [resource.clientId] : []);
  const [gateways, setGateways] = useState<string[]>((resource?.gateways ?? []).filter((name) => name !== null));
  const act = async () => {
    await agents("PUT", ["resources"], { body: { uri: uri.trim(), clientId: server[0], gateways } });
    say.done(text("resourceSaved", { uri: uri.trim() }));
    done();
  };
  return (
    <Dialog
      title={resource ? text("ask.editResource", { uri: resource.uri }) : text("addResource")}
      confirm={text("save")}
      disabled={uri.trim() === "" || server.length === 0}
      act={act}
      close={close}
    >
      <Form>
        <FormGroup label={text("resourceUri")} isRequired fieldId="resource-uri">
          <TextInput
            id="resource-uri"
            data-testid="resource-uri"
            isRequired
            isDisabled={resource !== null}
            value={uri}
            onChange={(_event, value) => {
              setUri(value);
            }}
          />
          <Hint>{text("hint.resourceUri")}</Hint>
        </FormGroup>
        <FormGroup label={text("server")} isRequired fieldId="resource-server">
          <Entries
            id="resource-server"
            label={text("server")}
            single
            value={server}
            suggest={suggest.clients}
            onChange={setServer}
          />
          <Hint>{text("hint.server")}</Hint>
        </FormGroup>
        <FormGroup label={text("gateways")} fieldId="resource-gateways">
          <Entries
            id="resource-gateways"
            label={text("gateways")}
            value={gateways}
            suggest={suggest.clients}
            onChange={setGateways}
          />
          <Hint>{text("hint.gateways")}</Hint>
        </FormGroup>
      </Form>
    </Dialog>
  );
}

function RemoveDialog({ resource, done, close }: { resource: Resource; done: () => void; close: () => void }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const act = async () => {
    await agents("DELETE", ["resources"], { query: { uri: resource.uri } });
    say.done(text("resourceRemoved", { uri: resource.uri }));
    done();
  };
  return (
    <Dialog
      title={text("ask.removeResource", { uri: resource.uri })}
      confirm={text("removeResource")}
      danger
      act={act}
      close={close}
    >
      <p>{text("about.removeResource")}</p>
    </Dialog>
  );
}
