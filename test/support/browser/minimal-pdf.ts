/** A PDF of one page that is all red. Without a table of its objects: viewers make their own. */
export const minimalPdf = `%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Contents 4 0 R/Resources<<>>>> endobj
4 0 obj <</Length 25>> stream
1 0 0 rg 0 0 600 600 re f
endstream endobj
trailer <</Root 1 0 R>>
%%EOF
`;
