"""Joins tagged PDFs into one with one structure tree: `python pdf_join.py FEET FILE …`, the PDF comes on standard output.

FEET has a page for each page of the whole, with its number; they are put under the pages.

A program of its own, so that what the joining holds is given back. It knows what typst writes: each page has its
/StructParents, the root one Document, a flat /ParentTree, and an /IDTree of the headings of tables.
"""

import sys
from typing import BinaryIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, String

PAGES_IN_XMP = "{http://ns.adobe.com/xap/1.0/t/pg/}NPages"


def join(feet: str, paths: list[str], target: BinaryIO) -> None:
    """The first document with the pages, the structure and the names of the others after its own."""
    with Pdf.open(paths[0]) as whole:
        for number, path in enumerate(paths[1:], 2):
            with Pdf.open(path) as other:
                # Typst's names begin with U, and the tree of names is sorted.
                _append(whole, other, prefix=f"V{number:05d}-")
        with Pdf.open(feet) as numbers:
            for number, (page, foot) in enumerate(zip(whole.pages, numbers.pages, strict=True), 1):
                _draw(whole, page, foot, Name(f"/Foot{number}"))
        with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp[PAGES_IN_XMP] = str(len(whole.pages))
        whole.save(target, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)


def _draw(whole: Pdf, page: Page, foot: Page, name: Name) -> None:
    """What typst draws in a foot is marked as an artifact already: no reader takes it for content."""
    page.add_resource(whole.copy_foreign(foot.as_form_xobject()), Name.XObject, name)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ\nq {name} Do Q\n".encode())


def _append(whole: Pdf, other: Pdf, *, prefix: str) -> None:
    """Pages first: the structure that is copied after them then finds the copied pages."""
    root, theirs = whole.Root.StructTreeRoot, other.Root.StructTreeRoot
    _share_attributes(other, prefix)
    _prefix_names(theirs, prefix)
    _move_keys(other, int(root.ParentTreeNextKey))
    whole.pages.extend(other.pages)
    added = whole.copy_foreign(theirs)
    document = root.K[0]
    for element in added.K[0].K:
        element.P = document
        document.K.append(element)
    root.ParentTree.Nums.extend(added.ParentTree.Nums)
    root.IDTree.Names.extend(added.IDTree.Names)
    root.ParentTreeNextKey = added.ParentTreeNextKey


def _share_attributes(pdf: Pdf, prefix: str) -> None:
    """Cells that are alike have one set of attributes together: less to hold, and their names are changed once."""
    shared: dict[bytes, Object] = {}
    for element in pdf.objects:
        attributes = element.get("/A") if isinstance(element, Dictionary) else None
        if not isinstance(attributes, Array):  # what a link does is a dictionary
            continue
        said = attributes.unparse()
        if said not in shared:
            _prefix_headers(attributes, prefix)
            shared[said] = pdf.make_indirect(attributes)
        element["/A"] = shared[said]


def _prefix_headers(attributes: Object, prefix: str) -> None:
    """A cell names the headings it stands under."""
    for part in attributes:
        if "/Headers" in part:
            part.Headers = Array([String(prefix + str(name)) for name in part.Headers])


def _prefix_names(root: Object, prefix: str) -> None:
    """Each piece counts its tables from one; in the whole a heading's name is its own."""
    names = root.IDTree.Names
    for at in range(0, len(names), 2):
        names[at + 1].ID = names[at] = String(prefix + str(names[at]))


def _move_keys(pdf: Pdf, offset: int) -> None:
    """What pages, links and the parent tree are numbered by begins after the pieces before."""
    for page in pdf.pages:
        page.obj.StructParents = int(page.obj.StructParents) + offset
        for link in page.obj.get("/Annots", ()):
            link.StructParent = int(link.StructParent) + offset
    root = pdf.Root.StructTreeRoot
    numbers = root.ParentTree.Nums
    for at in range(0, len(numbers), 2):
        numbers[at] = int(numbers[at]) + offset
    root.ParentTreeNextKey = int(root.ParentTreeNextKey) + offset


if __name__ == "__main__":
    join(sys.argv[1], sys.argv[2:], sys.stdout.buffer)
