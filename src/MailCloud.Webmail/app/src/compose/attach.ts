import { language, t } from "../i18n";
import type { Composition } from "./Composition";
import type { RichEditor } from "./editor/RichEditor";
import { isShownImage } from "./parts/Editor";
import { formatSize } from "./size";
import { maxSizeUpload } from "./Uploads";

/** Puts files beside the text; says which are too large. */
export function attachFiles(composition: Composition, files: readonly File[]): void {
  sayRefused(composition, composition.attach(files).refused);
}

/** Puts images into the text where the caret is; other files go beside it. */
export function insertImages(composition: Composition, editor: RichEditor, files: readonly File[]): void {
  const images = files.filter(({ type }) => isShownImage(type));
  attachFiles(composition, files.filter((each) => !images.includes(each)));
  const { added, refused } = composition.attach(images, { inline: true });
  for (const { cid, name } of added) editor.insertImage(composition.imageSource(cid!) ?? "", { alt: name, "data-cid": cid! });
  sayRefused(composition, refused);
}

function sayRefused(composition: Composition, refused: readonly File[]): void {
  const [first] = refused;
  if (first) composition.problem.value = t("compose.fileTooLarge", { name: first.name, size: formatSize(maxSizeUpload(), language.value) });
}
