import { language, t } from "../i18n";
import { toast } from "../ui/toasts";
import type { Composition } from "./Composition";
import type { RichEditor } from "./editor/RichEditor";
import { isShownImage } from "./parts/Editor";
import { formatSize } from "./size";
import { maxSizeUpload } from "./Uploads";

/** Puts files beside the text; says which are too large. */
export function attachFiles(composition: Composition, files: readonly File[]): void {
  sayRefused(composition.attach(files).refused);
}

/** Puts images into the text where the caret is; other files go beside it. */
export function insertImages(composition: Composition, editor: RichEditor, files: readonly File[]): void {
  const images = files.filter(({ type }) => isShownImage(type));
  attachFiles(composition, files.filter((each) => !images.includes(each)));
  const { added, refused } = composition.attach(images, { inline: true });
  for (const { cid, name } of added) editor.insertImage(composition.imageSource(cid!) ?? "", { alt: name, "data-cid": cid! });
  sayRefused(refused);
}

/** Lets the person choose files. */
export function chooseFiles(accept = ""): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.accept = accept;
    input.onchange = () => resolve([...(input.files ?? [])]);
    input.oncancel = () => resolve([]);
    input.click();
  });
}

function sayRefused(refused: readonly File[]): void {
  const limit = formatSize(maxSizeUpload(), language.value);
  for (const { name } of refused) toast(t("compose.fileTooLarge", { name, size: limit }), { kind: "error" });
}
