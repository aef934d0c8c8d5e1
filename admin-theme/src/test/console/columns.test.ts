import { describe, expect, it } from "vitest";
import { chosenOf } from "../../main/console/app/list/chosen";

const columns = [{ key: "name" }, { key: "owner" }, { key: "created", extra: true }];
const keys = (remembered: string | null) => chosenOf(columns, remembered).map(({ key }) => key);

describe("the columns of the list", () => {
  it("are the usual ones as long as nothing was chosen", () => {
    expect(keys(null)).toEqual(["name", "owner"]);
  });

  it("are what was chosen, in their order, and nothing that is no column", () => {
    expect(keys("created,name,gone")).toEqual(["name", "created"]);
    expect(keys("")).toEqual([]);
  });
});
