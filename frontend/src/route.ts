/** The form of a way: sets out from the device's position after a click. The position goes into the body of the form. */

import { required } from "./config";
import { devicePosition } from "./device";

const form = required<HTMLFormElement>("#route-form");
const near = required<HTMLInputElement>("#route-near");

required<HTMLButtonElement>("#route-device").addEventListener("click", async ({ currentTarget }) => {
  const { denied = "", unknown = "" } = (currentTarget as HTMLElement).dataset;
  try {
    near.value = await devicePosition();
    near.disabled = false;
    required<HTMLInputElement>("#route-address").value = "";
    form.submit();
  } catch (error) {
    required("#route-status").textContent = (error as Error).message === "positionDenied" ? denied : unknown;
  }
});
