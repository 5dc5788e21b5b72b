<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name></name>
    <message>
        <source>Prompt Studio crashed last time. A report for the developers was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong in the window. Your work is still here; it is wise to save it now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of pictures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder: each of its pictures gets a prompt, one after another.
You can stop and go on another day; a picture that cannot be read stops nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Budget of every prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt, in a text file beside each picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt, fit, method and seed, in a JSON file beside each picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>replace files that are there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beside each picture:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the picture as a reference, to work on its prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save table…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One prompt a line (*.txt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No folder is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures of the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit ▲</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How well the prompt fits its picture; higher is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{described}, word {number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {budget} CLIP pieces. {warning}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Budget</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{words} fall(s) off the end and will not be rendered.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Type over the word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions for the word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap all mentions of the word…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert a word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock or unlock the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the words to the left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the words to the right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>typed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>found by inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taken from the suggestions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learned from the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no word yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>syntax of another program: exported as it is, not read here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stands for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read or swapped for suggestions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>image {image}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>language model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>certainty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it helps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture fits better without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without it {told}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hangs on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>acts on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept when the rest is inverted again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>past the end of CLIP&apos;s window, not rendered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>origin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learned vectors that are not in this document; a render reads it as plain text</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n learned vector(s) of {model}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>empty slot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for other programs, not read here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from image {image}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight {weight}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>past the end of CLIP&apos;s window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>was {ghost}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert a word here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of the word when rendering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this word when the rest is inverted again (L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less weight (Ctrl+Down)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More weight (Ctrl+Up)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the word (Del)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap every mention of this word, as one step (Alt+A)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or type another word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap &amp;all {mentions}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asking the models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other word fits here. Type one below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your word fits best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap all {count}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separate the two words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy without weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reach not known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>small reach: such swaps tend to leave the rest of the picture alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>medium reach: such swaps disturb the rest of the picture now and then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>large reach: such swaps tend to disturb the rest of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fit {signed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fluency {signed} nats per piece</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reach ▼</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fluency ▲</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fit ▲</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is syntax of another program, which is not read here. Type another text below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A learned word stands for numbers: no other word means the same. Type one below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>word {number} of {count}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: {wanted}; “{part}” is none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: write values, divided by commas.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word {number}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seeds are whole numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps are whole numbers 1…150</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guidance is a number 0…30</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Renders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What stays the same outside the edit, less what spills over; 0 to 1, higher is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the picture outside the edit that looks the same; higher is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the things stayed where and as they were; higher is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change outside the edit ÷ change inside it; lower is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether what was asked for is seen, and what it replaced is not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {value} (higher is better)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {value} (lower is better)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The outline is what the segmenter sees of the edited thing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The outline is where the edited words act</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The outline is where most changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The outline is around the things that should stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to measure: {undefined}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locality: {locality} of 1 (higher is better)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Things that stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rest that looks the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change outside ÷ inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeness of the rest (SSIM)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exactness of the rest (PSNR)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The edit succeeded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The edit did not succeed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{outline}: {percent} of the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid of renders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Renders of the grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Across</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: what varies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values, divided by commas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt and its settings become the document&apos;s, beside A; can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save sheet…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Across and down must be different things.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That would be {count} pictures; a grid has {most_cells} at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, not rendered yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid of words or settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WebP (*.webp)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JPEG (*.jpg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>segmenter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cross-attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what should stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what changed most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0.5 and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>region by {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The change map appears when both renders are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed and settings give the same picture again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make B the new A: go on editing from here (Ctrl+B)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this seed for the next render (Ctrl+L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another seed (Ctrl+Shift+L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How closely the picture follows the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the picture shall not show; it counts where guidance is above 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live previews: see an edit while you type or point at it (Ctrl+Shift+R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render what is missing (Ctrl+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop rendering (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another negative prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no negative prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save {side} as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show saved file in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy its prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make B the new A	Ctrl+B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>render {side}, seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render A appears here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit a word and B appears here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>flick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {step} of {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} · {time_left} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A and B with every seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed {seed}
{note}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no success</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat over seeds…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A and B are rendered with each seed and compared.
The figures tell whether what one pair shows is luck.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat over seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n seed(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %n seed(s), from the present one on</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Locality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preserved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Success</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show A and B with this seed in the window; can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit a word first: A and B can then be repeated with other seeds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{edit}. The document has changed since; Start repeats the present edit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{succeeded} of {judged}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tip}.
Mean ± standard deviation over the seeds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A and B over each other, with a line to drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A and B beside each other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One at a time: hold Space for the other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where B differs from A (D)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences of A and B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit a word, and B appears beside A.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tip}. M goes round the modes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap the sides (C)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between 100 % and the whole picture (Z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth small pictures when they are enlarged, or show their pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{changed}: not rendered yet (Ctrl+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not rendered yet (Ctrl+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A and B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The safety checker would not show {names}, so it is blurred.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reveal {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next way to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for pictures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no picture in {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {count} pictures have a prompt, {failed} failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {count} pictures have a prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files of yours beside pictures were kept ({kept}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table is in {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time_left} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {count} pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the prompt that is to become shorter first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a reference image first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multi-concept needs two reference images or more, one for each concept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re-invert the rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the duel · {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>re-invert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>invert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped before a whole prompt was found; your prompt is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>invert · stopped at step {step} of {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped {step}/{steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; the best prompt so far was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put an object of your own before it: “{used}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A preview in few steps; the render is on its way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A preview of this edit; nothing is changed yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next preview is on its way…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live previews</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No live previews: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep weights in main memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render at {less} × {less}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Use %n particle(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n beam(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n piece(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>There is no prompt to render yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A and B are up to date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make B the new A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {count} seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other word fits as well and leaves the two less coupled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{old}” became “{text}”: coupling {coupling} → {coupling2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; {how_many} are done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row {row}, column {column}, {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt as it is now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before and after the edit, on one scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the edit changed: red is stronger now, blue weaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coupling of the words of A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference of the couplings of B and A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{figure} of words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The coupling of the words appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coupling of words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as CSV	Ctrl+C</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export map…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all	0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Influence (0 to 1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine (0 to 1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw ⟨p, q⟩</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>influence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{pair} {value} against A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{pair} {value} ({rank} of {count})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n}th</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n}st</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n}nd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n}rd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another word for “{text}”…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exchange the two</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separate the two</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exchange {first} and {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coupling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which words hang together is shown here
as soon as there is a prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Influence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far hiding the word at the left changes what is expected in the place of the word above, 0–1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coupling: what is expected in two places is alike, relative to its certainty, 0–1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coupling: overlap of the words&apos; predictions as the scores use it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coupling of the words of a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of the inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the words came to hang together, step by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} of {of}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No copy of your work can be kept for the case of a crash; save it yourself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the changes to “{name}” before {what}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was made by a newer version. This is a copy; saving asks for a new name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt Studio project (*{project_suffix})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed by somebody else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was changed by another window or program since it was opened here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overwrite it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures, figures and settings on one web page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A learned word&apos;s embeddings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What will be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture that will be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report that will be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is written into the file beside the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Include metadata (prompt, seed, settings)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An embedding, as diffusers, AUTOMATIC1111 and ComfyUI load it:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{token}
{vectors} × {width} numbers, for the text encoder of {model}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One web page with everything in it; it needs no network:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt, seed and settings are written into the file, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing but the picture is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is what is copied or saved:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied as {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export side-by-side sheet…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt copied with its weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy prompt without weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt copied without weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AVIF (*.avif)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embedding (*{suffix})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learned words are written as {known}, not as {suffix}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reports are written as .html, not as {suffix}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no render {kind} to export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the seed {seed} is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{steps} steps are not between 1 and {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guidance {guidance} is not between 0 and {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything could be taken: {parts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds {count} texts ({source}) and does not say which of them made the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>negative “{text}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guidance {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt found ({source}) in {name}: “{text}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which of these texts is the prompt of {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use as A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed {seed} · {steps} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {name} holds no picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the {count} pictures in {name} the first {most} were taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images and projects ({patterns} *{project_suffix})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects (*{project_suffix})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open images or a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pasted image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no image or text to paste.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dropped image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dropped text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>And {more} more could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prompt from {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and the edit “{edit}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brought back prompt, seed{edit} from {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add as reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As &amp;style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another reference image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More reference images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is “{name}” for?</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>What are these %n image(s) for?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>the image that is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>the %n image(s) that are there</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Replace: in the place of {there}.
Add: one prompt for what all of them show.
As style: the prompt says what the others show, in the style of this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to add as reference image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That file is on the computer “{host}”. Copy it to this one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That image is on the web. Save it first, or copy the image itself and paste it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to open the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to add to the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove {old}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guidance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work that was kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt Studio did not close in order. This is what was open and not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt Studio did not close in order. Your work on {document} was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Prompt Studio did not close in order. Your work on %n document(s) was kept.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Work that was kept…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restoring another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another window has that work open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>untitled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” of {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lock {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unlock {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight {words} {weight}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another prompt of the inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{thing} in this style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep B as A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>render with seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restore “{label}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method duel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method duel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each method finds a prompt; judges that never steer compare them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{task} of {names}, seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done. Bold is the best of a column.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; {done} of {count} methods were done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A reference image and one method are needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the contact sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the methods found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>render</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter words…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every inversion, edit and render will be kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring this prompt back (can be undone)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fit {fit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a moment more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{elapsed} s so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong ({name}); the details are in the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library of renders…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library of renders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words of prompt, note or document…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words to search for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>★ only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fit ≥ </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A note of yours…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt, seed and settings become the document&apos;s; can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare this one with those that are selected next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Star (S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete (Del)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is like that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every render will be kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pinned as A; select another one to compare it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt was copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed was copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt and settings were copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) was/were deleted.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}, in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloading: {done} of {bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{there} of {count} models here, {bytes} to go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not here: {bytes} to download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume · {bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download · {bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not fit: it needs {need} of memory and {there} can be used here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs on the processor here ({need} of memory): minutes where a GPU takes seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fits this GPU with the weights waiting in main memory, which is slower ({need} of {there}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its models take turns in memory here, so changing between them takes a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model manager…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>downloading {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} is not complete: {bytes} to go; until then the embedded pack does the work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No models for {title} yet: {bytes}; until then the embedded pack does the work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} is complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Renders are not checked: this profile&apos;s safety checker is not here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) and guidance {guidance}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>This text-to-image model is made for {wanted}; the document uses {steps} and {guidance}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render with {steps} and {guidance}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} stays: a job works with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Freed {memory} of memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was nothing to free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied the hash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder of downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload the models; they come back when they are needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {total} in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at what is on this computer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{bytes} downloaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing downloaded yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} · {bytes} free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder of downloads, {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything here ships with Prompt Studio and works offline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) make(s) it work, {bytes} in all.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The extras below them can come later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extras: nice to have, not needed for the work itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own files for {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.gguf *.toml)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights in main memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits in main memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory in use: {memory}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click for the models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory {memory}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused; what has arrived is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every file is as it should be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed; {bytes} are free again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{bytes} are needed and {free} are free on this disk; make room, or remove a model you do not use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place manually…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gated: ask for it on its page with a Hugging Face account, then give Prompt Studio your token (HF_TOKEN, or `hf auth login`).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ships with the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the Hugging Face cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{bytes} of it here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{first} and %n more are damaged or missing; repairing fetches them again.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{first} is damaged or missing; repairing fetches it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use my own file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use my own folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the catalogue&apos;s model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {name}? That frees {bytes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{repo} (its folder {subfolder})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get these files of {place} and put them into the folder below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the hash {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the folder {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrast colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best there is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVIDIA GPU (CUDA)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apple GPU (MPS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render by itself after an inversion and after every edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rendering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported pictures say how they were made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt, seed and settings as text inside the PNG file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep every render in the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With its prompt and settings, on this computer only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine runs on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let weights wait in main memory (slower, for a small GPU)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let a safety checker look at renders; what it minds is blurred until revealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An optional model of the profile; the model manager has it among the extras</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Safety</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept in {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings of “{name}” are in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets keep method, budget, render and export settings under a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name for the present settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method and its settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets (*.pspreset)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import presets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets (*{suffix})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is in {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One prompt for what the reference images share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the reference images look, to stand after “in the style of”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A shorter prompt that means what the present one does; no image needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One prompt for each reference image, put together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no method “{name}” here; a plug-in may have added it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method of inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Descends gradients, which needs more memory than looking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minutes where others take seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comes from the plug-in {plugin}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{method} does not do this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the shortened prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long the prompt may be afterwards, in CLIP pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most 77 pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shorten to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most {budget} pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fluency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add an image and invert it – or type a prompt here, word by word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invert the image – or type a prompt here, word by word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the prompt into another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long the prompt may become, in CLIP pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of the method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re-invert the rest: locked words stay (Ctrl+Shift+I)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other prompts that the last inversion found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and keep the best prompt so far (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a prompt for the reference image (Ctrl+I)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use style with…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s per step</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n other(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed and settings give the same prompt again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is still starting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default: {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed, default {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More ({count} changed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the method&apos;s defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object, like a lighthouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object for the style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a prompt of the object and the style (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>these words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or try one of these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop an image here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop an image here, paste one, or press to open a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paste one (Ctrl+V)
or click to open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>style of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set aside {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crop {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pad {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>squash {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move the square of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight {weight} for {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference image; arrow keys move the square CLIP sees, Alt+Up and Alt+Down the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CLIP sees a square part of the picture; drag it, or turn the wheel over it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CLIP sees the whole picture with grey bars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Squash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CLIP sees the whole picture squeezed into a square</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt says what this picture shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt says only how this picture looks: “… in the style of …”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture stays here and counts nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the picture is for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much the picture counts among those of its role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up	Alt+Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down	Alt+Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use prompt ({source})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose prompt ({source})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image {number} ({name}): the words marked {number} come from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>References</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open images (Ctrl+O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} and {more} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare blindly…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judge renders of two methods without knowing which is which. Order and sides are drawn by lot, every answer is kept at once, and you can go on another day.

A table of pairs is a CSV file with the columns reference, left_method, right_method, left_image, right_image and question. A folder holds a folder “references” and one for each method, with pictures of the same names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare blindly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a table…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of methods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1  Left is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0  No difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2  Right is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer the last pair again (Backspace)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open another…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {total} done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pair was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was judged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done} of {total} pairs are done. The answers are in {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number}%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit ▲ how well the words describe the picture, as CLIP sees both. Higher is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit ▲ how freely single words can be swapped without the others losing their sense: 1 is freely. Higher is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fluency ▲ how naturally the words read, as the language model judges: 0 is the most natural, lower is stranger. Higher is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reach ▼ how far a swap is likely to disturb the rest of the picture. Fewer dots are better. It is a guess from how closely the word is coupled with the others: over 153 measured swaps its rank correlation with how far the rest changed was 0.32 (0: none, 1: perfect).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how sure the language model is of this word when it sees the others: 0 not at all, 1 wholly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model manager (Ctrl+M)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distillation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multi-concept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes {cost}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plug-in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs a {what}; the profile “{profile}” has none. Choose another in the {manager}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs {name} ({what}), which is not on this machine: the {manager} gets it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guidance rescale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scheduler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guide CLIP: how well words fit the image; steers every inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>masked language model: the flagship inversion, suggestions and coupling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>causal language model: inversion with VGD</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text to image: renders A and B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes quick pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fast text to image: an early look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Knows phrases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lists of nouns, places, light and styles that inversions choose from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describes the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>captioner: a first sentence to start from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks and writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vision-language model: inversion that sees the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds things</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>segmenter: which part of a picture a word stands for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks renders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>safety checker: hides what one may not want to see until asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges prompts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>judge CLIP: only evaluates, never steers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges coupling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>masked language model that only evaluates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>causal language model that only evaluates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measures fluency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perplexity of prompts, for evaluations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compares sentences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BERTScore of prompts, for evaluations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compares pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LPIPS distance of renders, for evaluations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words (while the prompt has the keyboard)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to another word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter, F2 or typing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type over the word; M, C, D, Z, L and ? are commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space or click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap all mentions of the word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock or unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More or less weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare (while the pictures have the keyboard)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space (hold)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flick between A and B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrows or drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the square CLIP sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resize it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work is going on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt Studio is still {running}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} and {second}</source>
        <comment>work that goes on</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What stops keeps its best so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close when done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window closes when this is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch light and dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show log folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Prompt Studio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt Studio {version}. Turns an image into a prompt that a person can edit. Apache-2.0; Qt under LGPL-3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting again…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the engine work on this before everything else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause all downloads; what has arrived is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading and writing files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running, beside everything else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading: {stage}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits until “{doing}” is done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command palette…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All commands (Ctrl+K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are unsaved changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs: what runs, what waits, and a Stop for each (Ctrl+Shift+J)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop everything (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading and writing files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>certainty, not coupling</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>{name} could not be written: the folder {parent} does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be written: no permission for {parent}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be written: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is being downloaded by another window or program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full at {folder}; what has arrived is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} cannot be used: {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is downloaded while HF_HUB_OFFLINE is set; unset it, or place the files by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hub&apos;s address “{endpoint}” (HF_ENDPOINT) cannot be used; it has to look like {endpoint2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy that is set (HTTPS_PROXY, ALL_PROXY) is a SOCKS proxy, which is not supported; set an HTTP proxy, or install PySocks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy that is set (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY) has no address that can be used; it has to look like http://proxy.example:8080.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>access has to be asked for at {place}, and HF_TOKEN has to hold your token (or run `hf auth login`)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>which can run any program when it is opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its list of files is unreadable; does something between here and the hub answer?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say which commit it has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has the weights as a pickle only ({pickles}), {pickle_danger}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it lacks {lacking}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say how large {name} is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its {name} is another file than the catalogue knows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{bytes_text} are needed and {bytes_text2} are free at {folder}; another folder can be chosen with `promptstudio models use --folder FOLDER`.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{largest}” takes {bytes_text} of memory, and this computer has {bytes_text2} besides what a GPU has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be downloaded: it is expected at {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is gated: {how_to_get_access}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it redirects to an insecure place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it redirects in circles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bearer {token}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no byte came for {stall} seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its certificate could not be checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the proxy did not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server could not be reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server stopped answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the connection broke off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its address or a proxy&apos;s cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be downloaded: the catalogue names no place that has it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not downloaded: {pickles} is a pickle, {pickle_danger}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” could not be downloaded ({failures}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its list of files does not end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs another {bytes_text}, and {bytes_text2} are free at {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what an earlier try had left was damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} arrived, but its hash is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it sends more of {name} than there is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the connection ended early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server cannot go on where the last try stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server sends another part than it was asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has {sent} bytes of a file that should have {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has {length} bytes of a file that should have {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{again} and asks to wait for {value} minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}; next try in {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not there, or it needs a permission (HTTP {status})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the server answered HTTP {status}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not there (HTTP {status})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} does not look like a {spoken} model; --kind says what it is, if it is one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A {spoken} is one of {kinds_of_roles}, not “{kind}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{model_id}” is of the kind {kind}; a {spoken} is one of {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no role “{role}”; there is {kinds_of_roles}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing at {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a pickle, which can run any program when opened; only safetensors are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds {count} checkpoints; name one of {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {parent} cannot be made: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” holds its weights as a pickle ({name2}), which can run any program when it is opened; Prompt Studio reads .safetensors only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {role} “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} is not at {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is only partly there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not on this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} {state}; `promptstudio models download {id}` fetches it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile “{name}” has no {role}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no profile “{name}”; there is {profiles}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model “{model_id}”; `promptstudio models list --all` shows those there are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is not readable TOML: it is not UTF-8 text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} cannot be read: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is not readable TOML: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: kinds.{kind} is not a kind; kinds are {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file_of}: folder needs an absolute path, not “{folder}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file_of}: default_profile names no profile: “{default}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: {entry} has the unknown kind “{kind}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: {entry}.memory knows {dtypes}, not “{unknown}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: profiles.{name}.{key} has to be text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file_of}: profiles.{profile}.{role}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} is not a role; roles are {kinds_of_roles}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} names “{model}”, which is no model of the catalogue and no path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as where it came from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} needs a model or a path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} needs an absolute path, not “{path}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where} has the kind “{kind}”, which is not one of {kinds_of_roles}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: {entry} is not as it should be: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guide CLIP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine of prompt and images by the guide CLIP, which methods steer by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>judge CLIP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>judged fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine of prompt and images by the judge CLIP, which never steers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cosine of render and images by the judge CLIP, which never steers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the prompt, by the judge language model; lower reads more like language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean coupling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean coupling of two words, by the judge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deviation of coupling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deviation of the coupling, by the judge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>r_edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 − (mean + deviation of coupling), by the judge; higher words can be swapped more freely</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the inversion took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no number format “{dtype}”; choose {dtypes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine has no verb for a {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{device_name} ran out of memory; the prompt is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {device} device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The safety checker does not look at quick renders; render in full for that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An edit needs the edited prompt, or what to swap, insert, delete or append.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A render has no setting “{unknown}”; it has {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render settings are given whole or by name, not both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine ran out of memory; close what you do not need and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine failed unexpectedly ({name}); the details are in {log_file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can&apos;t allocate memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not enough memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>out of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights outside {min_weight} to {max_weight} were moved to the nearest end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept for other programs, and not read here: {kept}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative prompt:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables are written as .csv, .json or .txt, not as {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file without suffix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing says what was edited: give what was swapped, or the prompts of both pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts are written as .txt or .json, not as {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sheets are written as {formats}, not as {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{token}” is no word of Textual Inversion: its size is out of range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{token}” is no word of Textual Inversion: its size does not fit its values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{token}” is no word of Textual Inversion: it holds values that are no numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key, made, prompt, label, document, path, method, model, fit, seed, starred, note, thumbnail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folded(prompt, note, label, document) LIKE ? ESCAPE &apos;\&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture is not in the library any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture of the library is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The library {file} was made by a newer version of Prompt Studio.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The library {file} cannot be used: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its negative prompt could not be followed through the graph.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture went through {value} samplers; the settings are those of the last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details were painted over ({kind}) with “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was made with what is not applied here: {fromkeys}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>easy setNode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>easy getNode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>widget {index}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graph does not say which of its texts made the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Midjourney&apos;s options were left out:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Include in Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exclude from Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mochi Diffusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw Things</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps: {settings}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stable Diffusion model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Easy Diffusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was written by a newer version of Prompt Studio; what is new there was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its Prompt Studio data is damaged and was ignored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no preset of Prompt Studio: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{method}, {budget} pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without {negative}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exports with metadata</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exports without metadata</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt Studio {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its project.json is not an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say its version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was made by a newer version of Prompt Studio (project version {version}; this one reads {version2}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a Prompt Studio project or is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a valid project: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture&apos;s name is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture does not have the size it should have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its pictures take more than a gigabyte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture in it is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds too many files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds two files of one name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds a file that does not belong there ({name})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>project.json is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it unpacks to more than a gigabyte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a reference image&apos;s square lies outside of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a reference image&apos;s role or weight is none that there is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the analysis does not match its prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the coupling does not match its words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the {what} does not match its words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the {what} holds values that are no numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the change map does not have the size it should have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a render does not say its steps and its guidance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the seed is out of range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a learned word does not have the size or the values it should have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another run is writing to {file}; give this one a file of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} cannot be written: {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} could not be written: {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {number} of {name} is damaged and left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which picture is closer to the reference?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds no pairs of pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preferred: {first} {wins}, {second} {losses}, no difference {ties}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval {value} to {value2} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{counts} Without ties: {first} {value} % ({interval}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: every line needs a reference and the pictures of two methods.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no folder “{references}”; beside it stands one folder for each method.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read as a table: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no column “{missing}”; a table of pairs has {needed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is damaged; reinstalling the program brings it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt fits the picture hardly better than words picked blindly (fit {fit}): another method, more steps or other models may find a better one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {value} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown} {verb} unlike the pictures that these models know ({world}), so the words found for {it} are likely to be wrong; the real models know photographs (menu Models, or “promptstudio models”).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The phrases of {path} cannot be read: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The phrases of {path} are not as they should be: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>floating point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Converted from {what} to 8 bits per channel{value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, stretched to its own range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours converted from {what} to sRGB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its colour profile is damaged and was ignored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours converted from CMYK without a profile: they are approximate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a folder, not a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a regular file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} may not be read by this user.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {value} MB large; files of up to {value2} MB can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lossless compression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{bits} bits a channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a JPEG with {kind}, which cannot be read; save it with 8 bits a channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG, JPEG, WebP, AVIF, BMP, TIFF or GIF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a JPEG 2000 picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Photoshop document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a GIMP document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an OpenEXR picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Radiance HDR picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a QOI picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an icon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a HEIC photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a camera&apos;s raw picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>which has to be converted to JPEG or PNG first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a web page, not the picture itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a pointer of Git LFS, not the picture itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an SVG drawing, {convert}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turned upright as its EXIF data says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {kind}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {unidentified}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} does not fit into memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {undecoded}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its alpha channel is empty and was ignored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transparent parts are shown on grey.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged data beside its pixels were ignored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the first page is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Animated: only the first frame is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Converted from {bits} to 8 bits per channel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an AVIF picture, which the Pillow that is installed here cannot read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not a {readable} image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>damaged or cut short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is {size} × {size2} pixels large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is far too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {what}; images of up to {value} megapixels can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only its small preview is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {described}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signed numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>floating point numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>complex numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{samplesperpixel} channel{value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{channels} of {bitspersample}-bit {get}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>colour space {getattr}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>separate planes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compression {getattr}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predictor {predictor}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a TIFF of {parts}, which cannot be read; save it with 8 bits a channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width of the captioner&apos;s search, and how many captions the guide ranks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describing the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captioning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BLIP-2 (ICML 2023), Florence-2 (CVPR 2024), LLaVA (NeurIPS 2023)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a captioner says of the image; it does not aim at the renderer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one beam search of the captioner for every image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best: a greedy chain of phrases. Fast: as they rank. Classic: one of each list. Negative: what the image does not show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the line begins with. Auto: a caption where there is a captioner, else words that CLIP finds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phrases that are tried in the chain&apos;s first round</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading phrases, {done} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranking phrases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying phrases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CLIP Interrogator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CLIP Interrogator (pharmapsychotic, 2022)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A caption, and phrases from lists that CLIP finds in the image: a line of tags.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all phrases once for every CLIP, then up to some thousand CLIP texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} words became {count2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which rewards steer the search and choose the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which masked words are committed first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts refined side by side; more find better ones and take longer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More take longer. 0: 16, or three for four pieces if all must be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of the likeness to the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of low coupling: higher makes words easier to swap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Below 1 likely words are taken more often, above 1 rare ones too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much chance there is in the order in which words are committed; 0: none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the likeliest words, which together have this probability, are taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the language model the words that CLIP finds in the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much likeness to the words that CLIP finds counts beside that to the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much likeness to pictures of all kinds is taken off that to the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much proposals lean towards words that CLIP finds in the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rounds in which weak words of the finished prompt are masked and found anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete fillings that are scored for every particle and step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without hints: words that are tried in a place before one is drawn; 0: none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the budget before which no prompt ends. 1: all is used, as in the paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability from which the kernel “threshold” commits a word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy that the kernel “entropy bound” may commit in a step, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps after which all is read anew. 1: at every step, as in the papers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How particles are drawn anew by their weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the particles that a step must leave effective, or it is spread over the following ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coupling from the predictions at words that are there, as the paper&apos;s formula reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refining the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polishing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correcting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring coupling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit-friendly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interpretable Prompts made Edit-Friendly (CVPR 2026)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A diffusion LM refines the whole prompt at once, steered by the image and by low coupling.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>16 forwards of 8 particles, and 4 rounds of polishing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A budget of {budget} pieces is too small for {count} concepts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Concept {value} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of AdamW; more take longer. The authors take 3000</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far a step goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much a step draws the embeddings back towards zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Away from the image: what it does not show, for a negative prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Descending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard Prompts Made Easy (NeurIPS 2023)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient descent on CLIP&apos;s embeddings, on real pieces: close to the image, hard to read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>300 forwards and backwards of CLIP&apos;s text tower; the authors take 3000</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of the search; more take longer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise levels that are looked at in a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strings on the way that are rendered in the end, to choose the best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rendering the best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompting Hard or Hardly Prompting (CVPR 2024)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient descent through the diffusion model, projected on real pieces. Slow, for experts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>300 forwards and backwards of the UNet, then 4 renders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The methods of {source} are left out: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of them would end the program while it is loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no method “{method}”; choose {methods}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} does not do “{task}”; it does {tasks}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The budget must be between 1 and 77 CLIP pieces, not {budget}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed must be between 0 and 2⁶³−1, not {seed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} cannot keep locked words; use edit_friendly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A locked word must contain at least one letter, digit or symbol.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The locked words need {needed} CLIP pieces, more than the budget of {pieces}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distillation needs the prompt that is to become shorter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distillation shortens a prompt; it takes no reference images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only distillation takes a text; {task} takes reference images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An inversion needs at least one reference image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multi-concept needs at least two reference images, one for each concept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{message}; settings are {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a setting is out of range: {message}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} cannot take references for style; choose another method.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A budget of {budget} pieces is too small for content and style.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Style</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for words in the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This says what the image is not: use it as the negative prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a rendering of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embeddings of the word; more hold more of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A word of {vectors} vectors takes as many CLIP pieces, more than the budget of {pieces}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{token}” stands for {vectors} learned vectors of {name}; no other model can read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning the word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Textual Inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An Image is Worth One Word (ICLR 2023)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new word whose embeddings are learned from the image: an opaque chip. Slow, for experts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>300 forwards and backwards of the UNet; published recipes take 3000 and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vision-language model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texts that are written side by side; more find better ones and take longer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which models steer the search and choose the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of the likeness to the image: nats for a cosine of 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much longer prompts are favoured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What writes; a vision-language model and a captioner are shown the images themselves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell a language model without a chat template the words found in the image, too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep what was read of every beam; off, everything is read anew at every step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score as the authors&apos; program does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With “repo faithful”: image features of length 1, as in CLIP&apos;s training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VGD: a {reader} always keeps its cache; leave “cache” on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VGD: a {reader} needs reference images; distil with the causal LM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VGD: a {reader} looks at the images itself; leave “hints” off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VGD: {name} was not trained on hints; leave “hints” off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching for words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visually Guided Decoding (ICLR 2025)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beam search of a causal language model, every continuation scored against the image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one forward of 10 beams and up to 100 CLIP texts for every piece</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no device “{name}”; choose {devices} or a GPU by number, as cuda:1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no {name}: this machine has {value} usable CUDA device{value2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine has no usable {name} device; try --device auto.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no number format “{name}”; choose {dtypes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CPU cannot compute in float16; choose float32 or bfloat16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A memory limit is a number and its unit, such as 6GB or 512MB, not “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Describe this picture in one sentence: its subject, setting, light and style.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VGD cannot write with the captioner “{name}”; it can with Florence-2, BLIP and encoder-decoders, and LLaVA can write as “vlm”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is a {model_type} model, not a {model_type2} one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” ({file}) is no GGUF file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” does not say which token ends a text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” has a text tower of another kind than CLIP&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” has no {weights} at {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” has the text tower “{hugging_face}”, which would have to be fetched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” needs the tokenizer “{named}”, whose files are not at {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds {count} words: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read: it is no safetensors file, or damaged or cut short.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read as a word of Textual Inversion: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first text encoder of Stable Diffusion XL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensors such as “{next}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no tensor that is one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no word of Textual Inversion: it holds {inside}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} names its word with characters that cannot be typed; rename it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no word of Textual Inversion: its tensor has {ndim} dimensions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{token}” in {name} has {count} vectors; a prompt has room for {most_vectors}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a pickle (.pt, .bin), which may run programs and is never read; convert it to .safetensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing loads a model of the kind “{kind}” ({name}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no d_model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not of LLaDA&apos;s known architecture: its config.json says {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer of “{name}” has neither a chat template nor [CLS] and [SEP].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture of {hints}. Its description:
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer of “{name}” has no chat template.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” does not say which of its tokens is the mask.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The segmenter “{name}” has no readable labels.json at {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The segmenter “{name}” has {out_channels} classes, not labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no scheduler “{scheduler}”; choose {schedulers}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guidance_rescale of {name} is a number from 0 to 1, not “{option}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} left the range of {numbers} and made no picture; render in float32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{token}” was learned with {model}; {name} cannot read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” at {folder} is made for {made_for}; Prompt Studio renders with Stable Diffusion 1.x and 2.x (StableDiffusionPipeline).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} on {device}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” has no readable config.json at {parent}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is a “{model_type}”, which needs program code of its own; Prompt Studio runs no code that comes with a model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” at {folder} lacks {count} of its weights (the first is {lacking}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The processor of “{name}” could not be loaded: {first_line}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” at {path} holds {count} named {pattern}; exactly one is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Stable Diffusion 3 checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Flux checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a ControlNet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a LoRA, which changes a checkpoint and is none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an AltDiffusion checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an inpainting checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an InstructPix2Pix checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a depth checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” at {path} holds {count} .safetensors files; one is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Stable Diffusion XL or unCLIP checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Stable Diffusion XL checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no checkpoint of Stable Diffusion: it has no UNet under the names that A1111 and ComfyUI use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a UNet without its {lacking}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” ({name2}) is {what}; Prompt Studio renders with whole checkpoints of Stable Diffusion 1.x and 2.x.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The option “prediction” of {name} is {predictions}, not “{option}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The option “config” of {name} names {folder}, which is none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” ({name2}) lacks some of the weights of its {part}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nms(Tensor dets, Tensor scores, float iou_threshold) -&gt; Tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>qnms(Tensor dets, Tensor scores, float iou_threshold) -&gt; Tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” at {path} holds no CLIP text tower.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} and the text encoder of {name2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} are different towers ({what} {mine} and {theirs})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} are towers of different shapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} are the same tower ({blocks} blocks compared).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text encoder of {name} was trained on from {name2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} are different towers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, {difference} apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}{number}: prompts may render less like the reference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” has no {name2}/{stem}.safetensors at {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” at {path} could not be loaded: {first_line}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its .safetensors file is damaged or cut short.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” at {path} lacks {count} of its weights (the first is {lacking}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs {bytes_text} and models may take {bytes_text2} of memory{names_in_use}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs {bytes_text}, or {bytes_text2} with offload, and models may take {bytes_text3} on {device}{names_in_use}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With offload {name} waits in main memory, of which it needs {bytes_text} and {bytes_text2} are free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, some of which running jobs use ({names})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be handed to the engine: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped unexpectedly (exit code {returncode}); nothing of yours is lost, just try again. Details are in {log_folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is {value} MB at once, and at most {value2} MB can be handed to the engine or back; use smaller pictures or fewer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a frame with head {hex}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a frame of {length} bytes ended after {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coupling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>working out coupling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>influence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>working out influence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suggestions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking for words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>completing a word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>separation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>separating two words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> ({number} of {count})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading {model}, {bytes_text}{which}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finding prompts for a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>duel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparing methods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repeating the edit over seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measuring memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>freeing memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rendering a grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{object} in the style of {prompt}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inverting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recognition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking at the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>render</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rendering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quick render</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rendering quickly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The edit succeeded with {succeeded} of {seeds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its things stayed by {preserved}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{preserved} of the rest looks the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With {seeds} there was nothing to measure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} min {value2} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} h {value2} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min {rest} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {what} takes {pieces} CLIP pieces, and {limit} are read; </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count}only punctuation is left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count}not read: {count2} word{value}, {named}{more}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only two pictures of the same size can be compared; these have {width} × {height} and {width2} × {height2} pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing visible changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was changed is syntax of another program, which is not read here; the picture stays the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The edit lies behind CLIP piece {usable_pieces}, where nothing is read: it cannot change the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The edit covers the whole picture; there is no rest to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} of the rest looks the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} of the picture changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown} of {count} changes show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{thing}” got another weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture does not show “{new}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture still shows “{old}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as “{new}” asks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as “{old}” was taken out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole picture changed, {asked}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture {failure}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{with_article} appeared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the {old} {be} gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the {old} became {with_article}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>still shows {with_article}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shows no {new}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the {thing}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no longer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{thing} did not turn {new}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{thing} turned {new}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{thing} {be} not {new}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{thing} {be} now {new}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{listed} stayed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{listed} changed, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{items} and {items2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt has no word number {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between 1 and 20 completions can be asked for, not {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A grid has 1 to {most_cells} cells, not {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture {value} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing visible changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the region covers the whole picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the prompts do not say what was edited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no thing is known whose staying could be measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LPIPS: its weights are published only in a format that can run programs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is empty; there is nothing to render.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A render takes between 1 and 150 steps, not {steps}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guidance must be between 0 and 30, not {guidance}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width and height must be multiples of 64 between 64 and 2048, not {side}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An edit is repeated over one or more seeds, each once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed {seed}: rendering {side}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” is not read by the language model; nothing separates it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two words are needed; a word cannot be separated from itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between 1 and 20 suggestions can be asked for, not {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is syntax of another program; nothing can be suggested in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is learned and stands for numbers; nothing can be suggested in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges results and never steers: other network, other scenes, other captions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says which pixels show which of the 40 things.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text tower that Stable Diffusion 2 was trained with: the guide that fits it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judges results and never steers; the evaluator of both papers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stable Diffusion 1.5&apos;s text tower, and a light judge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qwen3-0.6B trained on as a masked-diffusion chat model: small enough for any GPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ModernBERT tuned as a masked-diffusion chat model: the one for a CPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The smaller ModernBERT chat model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best-studied masked-diffusion language model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A masked-diffusion language model grown from Qwen2.5-7B.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small chat model without a gate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A strong chat model without a gate, in the place of the papers&apos; gated ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VGD&apos;s language model. Gated: ask for access on its page and set HF_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VGD&apos;s other language model. Gated: ask for access on its page and set HF_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The papers&apos; text-to-image model. Its maker withdrew it in November 2025; these are unofficial mirrors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same model as the one file that A1111 and ComfyUI use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half the pixels of 2.1, for smaller GPUs. Withdrawn by its maker; these are unofficial mirrors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One to four steps a picture: the live preview, and the text-to-image model of small machines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model with the most checkpoints made from it; its guide is CLIP ViT-L/14.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks pictures that may be explicit, so that they can be blurred until asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Says which pixels show what a word names: where an edit acted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short to very long captions from a small model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip Interrogator&apos;s captioner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A captioning baseline of the papers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captions, and VGD&apos;s language model that sees the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perplexity of prompts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BERTScore: its layer 17, without idf or rescaling.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embedded pack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Small models of an illustrated world, inside the package: every control works offline on a CPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any computer with 4 GB of memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Real pictures on a small machine: SD-Turbo, its own CLIP as guide, and small language models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A GPU with 8 GB of memory, or a patient CPU with 16 GB of memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stable Diffusion 2.1 at 768 pixels, the guide it was trained with, and 7-billion-parameter language models without a gate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A GPU with 24 GB of memory, or 12 GB and 32 GB of main memory for what waits there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As in the papers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the papers name: Stable Diffusion 2.1, OpenCLIP H and g, LLaDA-8B, Llama 2 (gated: needs Meta&apos;s permission and a token) and LLaVA-1.5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A GPU with 24 GB of memory and 64 GB of main memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Particles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lambda CLIP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lambda edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>X0 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look ahead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy bound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resampling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temper floor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Literal rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CLIP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Margin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ancestral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Systematic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multinomial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beams</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CLIP weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length penalty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repository faithful</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normalise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Causal LM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VLM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captioner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Renders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vectors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Caption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
