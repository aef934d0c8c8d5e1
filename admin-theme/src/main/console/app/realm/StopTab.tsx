/** Stops every agent of a realm, and says so wherever agents are shown while it lasts. */
import { useEffect, useState } from "react";
import { useAgents, useConsole, useHref, useText } from "../context";
import { useLoad } from "../load";
import type { Ended, Stop } from "../model";
import { Dialog } from "../parts/Dialog";
import { Facts } from "../parts/Facts";
import { Moment } from "../parts/labels";
import { PersonById } from "../parts/people";
import { Content } from "../parts/State";
import { useSay } from "../parts/Toasts";
import { WhatEnded } from "../agent/EndingDialog";
import {
  Alert,
  AlertActionLink,
  Button,
  FormGroup,
  Modal,
  ModalVariant,
  PageSection,
  PageSectionVariants,
  TextInput,
} from "../pf";

/** Tells the banner, which stands beside the tab, that the stop was pulled or lifted. */
const stops = new EventTarget();
const CHANGED = "changed";

export function StopBanner() {
  const text = useText();
  const href = useHref();
  const agents = useAgents();
  const { place } = useConsole();
  const stop = useLoad<Stop>((signal) => agents("GET", ["emergency-stop"], { signal }), [agents, place.query]);
  const { reload } = stop;
  useEffect(() => {
    stops.addEventListener(CHANGED, reload);
    return () => {
      stops.removeEventListener(CHANGED, reload);
    };
  }, [reload]);
  if (!stop.data?.stopped) {
    return null;
  }
  return (
    <Alert
      variant="danger"
      isInline
      className="pf-v5-u-m-md"
      title={text("stopped")}
      data-testid="stop-banner"
      actionLinks={
        <AlertActionLink component="a" href={href.agents({ section: "stop" })}>
          {text("stop")}
        </AlertActionLink>
      }
    >
      <p>
        {text("since")} <Moment at={stop.data.since} />
        {stop.data.reason ? `: ${stop.data.reason}` : ""}
      </p>
    </Alert>
  );
}

export function StopTab() {
  const agents = useAgents();
  const stop = useLoad<Stop>((signal) => agents("GET", ["emergency-stop"], { signal }), [agents]);
  return (
    <PageSection variant={PageSectionVariants.light}>
      <Content of={stop}>{(now) => <State stop={now} changed={stop.reload} />}</Content>
    </PageSection>
  );
}

function State({ stop, changed }: { stop: Stop; changed: () => void }) {
  const text = useText();
  const agents = useAgents();
  const say = useSay();
  const { rights, place } = useConsole();
  const [asked, setAsked] = useState(false);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [ended, setEnded] = useState<Ended | null>(null);
  const close = () => {
    setAsked(false);
    setTyped("");
    setReason("");
  };
  const pull = async () => {
    setEnded(await agents<Ended>("POST", ["emergency-stop"], { body: { reason: reason === "" ? null : reason } }));
    close();
    stops.dispatchEvent(new Event(CHANGED));
  };
  const lift = async () => {
    await agents("DELETE", ["emergency-stop"]);
    say.done(text("stopLifted"));
    close();
    changed();
    stops.dispatchEvent(new Event(CHANGED));
  };
  const result = ended ? (
    <Modal
      isOpen
      variant={ModalVariant.small}
      title={text("stopped")}
      titleIconVariant="success"
      onClose={() => {
        setEnded(null);
        changed();
      }}
      actions={[
        <Button
          key="close"
          data-testid="dialog-close"
          onClick={() => {
            setEnded(null);
            changed();
          }}
        >
          {text("close")}
        </Button>,
      ]}
    >
      <WhatEnded ended={ended} />
    </Modal>
  ) : null;
  if (stop.stopped) {
    return (
      <>
        <Facts
          of={[
            ["state", text("stopped")],
            ["since", <Moment key="m" at={stop.since} />],
            ["by", stop.by ? <PersonById key="p" id={stop.by} /> : text("none")],
            ["reason", stop.reason ?? text("none")],
          ]}
        />
        <p className="pf-v5-u-my-md">{text("liftBody")}</p>
        {rights.realmAdmin ? (
          <Button
            variant="primary"
            data-testid="lift-stop"
            onClick={() => {
              setAsked(true);
            }}
          >
            {text("lift")}
          </Button>
        ) : (
          <p>{text("liftNeeds")}</p>
        )}
        {asked ? (
          <Dialog title={text("liftTitle")} confirm={text("lift")} act={lift} close={close}>
            <p>{text("liftBody")}</p>
          </Dialog>
        ) : null}
        {result}
      </>
    );
  }
  return (
    <>
      <p className="pf-v5-u-mb-md">{text("stopBody")}</p>
      {rights.manage ? (
        <Button
          variant="danger"
          data-testid="pull-stop"
          onClick={() => {
            setAsked(true);
          }}
        >
          {text("pull")}
        </Button>
      ) : null}
      {asked ? (
        <Dialog
          title={text("stopTitle", { realm: place.realm })}
          confirm={text("pull")}
          danger
          disabled={typed !== place.realm}
          act={pull}
          close={close}
        >
          <p className="pf-v5-u-mb-md">{text("stopBody")}</p>
          <FormGroup label={text("reason")} fieldId="stop-reason" className="pf-v5-u-mb-md">
            <TextInput
              id="stop-reason"
              maxLength={255}
              value={reason}
              onChange={(_event, value) => {
                setReason(value);
              }}
            />
          </FormGroup>
          <FormGroup label={text("typeToConfirm", { name: place.realm })} fieldId="stop-name">
            <TextInput
              id="stop-name"
              data-testid="stop-name"
              value={typed}
              onChange={(_event, value) => {
                setTyped(value);
              }}
            />
          </FormGroup>
        </Dialog>
      ) : null}
      {result}
    </>
  );
}
