import { describe, expect, it } from "vitest";
import { rightsOf } from "../../main/console/loader/access";

const ofMaster = { realm: "master", masterRealm: "master", adminBaseUrl: "" };
const ofAcme = { realm: "acme", masterRealm: "master", adminBaseUrl: "" };

describe("rights", () => {
  it("are none for whoever may only read", () => {
    expect(rightsOf({ realm_access: { acme: ["view-agents"] } }, ofAcme, "acme")).toEqual({
      manage: false,
      realmAdmin: false,
    });
  });

  it("are those in the realm that is shown, not in another", () => {
    expect(rightsOf({ realm_access: { other: ["manage-agents", "realm-admin"] } }, ofAcme, "acme").manage).toBe(false);
  });

  it("to lift a stop take more than to manage agents", () => {
    expect(rightsOf({ realm_access: { acme: ["manage-agents"] } }, ofAcme, "acme")).toEqual({
      manage: true,
      realmAdmin: false,
    });
    expect(rightsOf({ realm_access: { acme: ["manage-agents", "realm-admin"] } }, ofAcme, "acme").realmAdmin).toBe(true);
  });

  it("to lift a stop are an administrator's of the server too", () => {
    const me = { createRealm: true, realm_access: { acme: ["manage-agents", "manage-realm"] } };
    expect(rightsOf(me, ofMaster, "acme").realmAdmin).toBe(true);
    expect(rightsOf({ ...me, createRealm: false }, ofMaster, "acme").realmAdmin).toBe(false);
  });
});
