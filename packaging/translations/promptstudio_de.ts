<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name></name>
    <message>
        <source>Something went wrong in the window. Your work is still here; it is wise to save it now.</source>
        <translation>Im Fenster ist etwas schiefgegangen. Die Arbeit ist noch da; am besten jetzt speichern.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Folder of pictures…</source>
        <translation>Bilderordner…</translation>
    </message>
    <message>
        <source>Choose a folder: each of its pictures gets a prompt, one after another.
You can stop and go on another day; a picture that cannot be read stops nothing.</source>
        <translation>Einen Ordner wählen: Jedes seiner Bilder bekommt einen Prompt, eines nach dem anderen.
Es lässt sich anhalten und an einem anderen Tag fortsetzen; ein unlesbares Bild hält nichts auf.</translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation>Bilderordner</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Budget of every prompt</source>
        <translation>Budget jedes Prompts</translation>
    </message>
    <message>
        <source> pieces</source>
        <translation> Token</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>seed </source>
        <translation>Seed </translation>
    </message>
    <message>
        <source>The prompt, in a text file beside each picture</source>
        <translation>Den Prompt, in einer Textdatei neben jedem Bild</translation>
    </message>
    <message>
        <source>Prompt, fit, method and seed, in a JSON file beside each picture</source>
        <translation>Prompt, Passung, Methode und Seed, in einer JSON-Datei neben jedem Bild</translation>
    </message>
    <message>
        <source>replace files that are there</source>
        <translation>vorhandene Dateien ersetzen</translation>
    </message>
    <message>
        <source>Beside each picture:</source>
        <translation>Neben jedes Bild:</translation>
    </message>
    <message>
        <source>Open in window</source>
        <translation>Im Fenster öffnen</translation>
    </message>
    <message>
        <source>Add the picture as a reference, to work on its prompt</source>
        <translation>Das Bild als Referenz hinzufügen, um an seinem Prompt zu arbeiten</translation>
    </message>
    <message>
        <source>Save table…</source>
        <translation>Tabelle speichern…</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>One prompt a line (*.txt)</source>
        <translation>Ein Prompt je Zeile (*.txt)</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>Tabelle speichern</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>No folder is chosen.</source>
        <translation>Kein Ordner gewählt.</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>Pictures of the folder</source>
        <translation>Bilder des Ordners</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Fit ▲</source>
        <translation>Passung ▲</translation>
    </message>
    <message>
        <source>How well the prompt fits its picture; higher is better</source>
        <translation>Wie gut der Prompt zu seinem Bild passt; höher ist besser</translation>
    </message>
    <message>
        <source>{described}, word {number} of {count}</source>
        <translation>{described}, Wort {number} von {count}</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message numerus="yes">
        <source>{words} fall(s) off the end and will not be rendered.</source>
        <translation>
            <numerusform>{words} fällt hinten heraus und wird nicht gerendert.</numerusform>
            <numerusform>{words} fallen hinten heraus und werden nicht gerendert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Type over the word</source>
        <translation>Wort überschreiben</translation>
    </message>
    <message>
        <source>Suggestions for the word</source>
        <translation>Vorschläge für das Wort</translation>
    </message>
    <message>
        <source>Swap all mentions of the word…</source>
        <translation>Alle Vorkommen des Worts tauschen…</translation>
    </message>
    <message>
        <source>Insert a word</source>
        <translation>Wort einfügen</translation>
    </message>
    <message>
        <source>Lock or unlock the words</source>
        <translation>Wörter sperren oder entsperren</translation>
    </message>
    <message>
        <source>More weight</source>
        <translation>Mehr Gewicht</translation>
    </message>
    <message>
        <source>Less weight</source>
        <translation>Weniger Gewicht</translation>
    </message>
    <message>
        <source>Move the words to the left</source>
        <translation>Wörter nach links schieben</translation>
    </message>
    <message>
        <source>Move the words to the right</source>
        <translation>Wörter nach rechts schieben</translation>
    </message>
    <message>
        <source>Copy the words</source>
        <translation>Wörter kopieren</translation>
    </message>
    <message>
        <source>Cut the words</source>
        <translation>Wörter ausschneiden</translation>
    </message>
    <message>
        <source>Remove the words</source>
        <translation>Wörter entfernen</translation>
    </message>
    <message>
        <source>Select all words</source>
        <translation>Alle Wörter auswählen</translation>
    </message>
    <message>
        <source>+ word</source>
        <translation>+ Wort</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>Wort</translation>
    </message>
    <message>
        <source>New word</source>
        <translation>Neues Wort</translation>
    </message>
    <message>
        <source>typed</source>
        <translation>getippt</translation>
    </message>
    <message>
        <source>found by inversion</source>
        <translation>durch Inversion gefunden</translation>
    </message>
    <message>
        <source>taken from the suggestions</source>
        <translation>aus den Vorschlägen genommen</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>importiert</translation>
    </message>
    <message>
        <source>learned from the image</source>
        <translation>aus dem Bild gelernt</translation>
    </message>
    <message>
        <source>slot</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>no word yet</source>
        <translation>noch kein Wort</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>Lesart</translation>
    </message>
    <message>
        <source>syntax of another program: exported as it is, not read here</source>
        <translation>Syntax eines anderen Programms: wird so exportiert, hier nicht gelesen</translation>
    </message>
    <message>
        <source>stands for</source>
        <translation>steht für</translation>
    </message>
    <message>
        <source>cannot be read or swapped for suggestions</source>
        <translation>kann nicht gelesen oder gegen Vorschläge getauscht werden</translation>
    </message>
    <message>
        <source>from</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>image {image}</source>
        <translation>Bild {image}</translation>
    </message>
    <message>
        <source>language model</source>
        <translation>Sprachmodell</translation>
    </message>
    <message>
        <source>certainty</source>
        <translation>Gewissheit</translation>
    </message>
    <message>
        <source>it helps</source>
        <translation>es hilft</translation>
    </message>
    <message>
        <source>the picture fits better without it</source>
        <translation>ohne es passt das Bild besser</translation>
    </message>
    <message>
        <source>fit</source>
        <translation>Passung</translation>
    </message>
    <message>
        <source>without it {told}</source>
        <translation>ohne es {told}</translation>
    </message>
    <message>
        <source>hangs on</source>
        <translation>hängt an</translation>
    </message>
    <message>
        <source>acts on</source>
        <translation>wirkt auf</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>Sperre</translation>
    </message>
    <message>
        <source>kept when the rest is inverted again</source>
        <translation>bleibt, wenn der Rest neu invertiert wird</translation>
    </message>
    <message>
        <source>window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>learned vectors that are not in this document; a render reads it as plain text</source>
        <translation>gelernte Vektoren, die nicht in diesem Dokument sind; beim Rendern gilt es als gewöhnlicher Text</translation>
    </message>
    <message numerus="yes">
        <source>%n learned vector(s) of {model}</source>
        <translation>
            <numerusform>%n gelernten Vektor von {model}</numerusform>
            <numerusform>%n gelernte Vektoren von {model}</numerusform>
        </translation>
    </message>
    <message>
        <source>empty slot</source>
        <translation>leerer Platz</translation>
    </message>
    <message>
        <source>for other programs, not read here</source>
        <translation>für andere Programme, hier nicht gelesen</translation>
    </message>
    <message>
        <source>from image {image}</source>
        <translation>aus Bild {image}</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>weight {weight}</source>
        <translation>Gewicht {weight}</translation>
    </message>
    <message>
        <source>was {ghost}</source>
        <translation>war {ghost}</translation>
    </message>
    <message>
        <source>Insert a word here</source>
        <translation>Hier ein Wort einfügen</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Weight of the word when rendering</source>
        <translation>Gewicht des Worts beim Rendern</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Keep this word when the rest is inverted again (L)</source>
        <translation>Dieses Wort behalten, wenn der Rest neu invertiert wird (L)</translation>
    </message>
    <message>
        <source>Less weight (Ctrl+Down)</source>
        <translation>Weniger Gewicht (Strg+↓)</translation>
    </message>
    <message>
        <source>More weight (Ctrl+Up)</source>
        <translation>Mehr Gewicht (Strg+↑)</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the word (Del)</source>
        <translation>Wort entfernen (Entf)</translation>
    </message>
    <message>
        <source>Swap every mention of this word, as one step (Alt+A)</source>
        <translation>Jedes Vorkommen dieses Worts tauschen, in einem Schritt (Alt+A)</translation>
    </message>
    <message>
        <source>or type another word</source>
        <translation>oder ein anderes Wort tippen</translation>
    </message>
    <message>
        <source>Another word</source>
        <translation>Anderes Wort</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Tauschen</translation>
    </message>
    <message>
        <source>Swap &amp;all {mentions}</source>
        <translation>&amp;Alle {mentions} tauschen</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>asking the models…</source>
        <translation>die Modelle werden gefragt…</translation>
    </message>
    <message>
        <source>No other word fits here. Type one below.</source>
        <translation>Kein anderes Wort passt hierher. Unten eines tippen.</translation>
    </message>
    <message>
        <source>your word fits best</source>
        <translation>so passt es am besten</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Swap all {count}…</source>
        <translation>Alle {count} tauschen…</translation>
    </message>
    <message>
        <source>Insert word</source>
        <translation>Wort einfügen</translation>
    </message>
    <message>
        <source>Separate the two words</source>
        <translation>Die zwei Wörter trennen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy without weights</source>
        <translation>Ohne Gewichte kopieren</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>reach not known yet</source>
        <translation>Reichweite noch nicht bekannt</translation>
    </message>
    <message>
        <source>small reach: such swaps tend to leave the rest of the picture alone</source>
        <translation>kleine Reichweite: solche Tausche lassen den Rest des Bilds meist in Ruhe</translation>
    </message>
    <message>
        <source>medium reach: such swaps disturb the rest of the picture now and then</source>
        <translation>mittlere Reichweite: solche Tausche stören den Rest des Bilds hin und wieder</translation>
    </message>
    <message>
        <source>large reach: such swaps tend to disturb the rest of the picture</source>
        <translation>große Reichweite: solche Tausche stören den Rest des Bilds meist</translation>
    </message>
    <message>
        <source>fit {signed}</source>
        <translation>Passung {signed}</translation>
    </message>
    <message>
        <source>fluency {signed} nats per piece</source>
        <translation>Sprachfluss {signed} Nat je Token</translation>
    </message>
    <message>
        <source>reach ▼</source>
        <translation>Reichweite ▼</translation>
    </message>
    <message>
        <source>fluency ▲</source>
        <translation>Sprachfluss ▲</translation>
    </message>
    <message>
        <source>fit ▲</source>
        <translation>Passung ▲</translation>
    </message>
    <message>
        <source>This is syntax of another program, which is not read here. Type another text below.</source>
        <translation>Das ist Syntax eines anderen Programms, die hier nicht gelesen wird. Unten einen anderen Text tippen.</translation>
    </message>
    <message>
        <source>A learned word stands for numbers: no other word means the same. Type one below.</source>
        <translation>Ein gelerntes Wort steht für Zahlen: Kein anderes Wort bedeutet dasselbe. Unten eines tippen.</translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n Wort</numerusform>
            <numerusform>%n Wörter</numerusform>
        </translation>
    </message>
    <message>
        <source>word {number} of {count}: {text}</source>
        <translation>Wort {number} von {count}: {text}</translation>
    </message>
    <message>
        <source>{title}: {wanted}; “{part}” is none.</source>
        <translation>{title}: {wanted}; „{part}“ ist nichts davon.</translation>
    </message>
    <message>
        <source>Word {number}: {text}</source>
        <translation>Wort {number}: {text}</translation>
    </message>
    <message>
        <source>words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>seeds are whole numbers</source>
        <translation>Seeds sind ganze Zahlen</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>steps are whole numbers 1…150</source>
        <translation>Schritte sind ganze Zahlen 1…150</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>guidance is a number 0…30</source>
        <translation>Guidance ist eine Zahl 0…30</translation>
    </message>
    <message>
        <source>Renders</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>What stays the same outside the edit, less what spills over; 0 to 1, higher is better</source>
        <translation>Was außerhalb der Änderung gleich bleibt, weniger dem, was übergreift; 0 bis 1, höher ist besser</translation>
    </message>
    <message>
        <source>Share of the picture outside the edit that looks the same; higher is better</source>
        <translation>Anteil des Bilds außerhalb der Änderung, der gleich aussieht; höher ist besser</translation>
    </message>
    <message>
        <source>How far the things stayed where and as they were; higher is better</source>
        <translation>Wie weit die Dinge blieben, wo und wie sie waren; höher ist besser</translation>
    </message>
    <message>
        <source>Change outside the edit ÷ change inside it; lower is better</source>
        <translation>Änderung außerhalb ÷ Änderung innerhalb; niedriger ist besser</translation>
    </message>
    <message>
        <source>Whether what was asked for is seen, and what it replaced is not</source>
        <translation>Ob zu sehen ist, was verlangt war, und das Ersetzte nicht mehr</translation>
    </message>
    <message>
        <source>{name}: {value} (higher is better)</source>
        <translation>{name}: {value} (höher ist besser)</translation>
    </message>
    <message>
        <source>{name}: {value} (lower is better)</source>
        <translation>{name}: {value} (niedriger ist besser)</translation>
    </message>
    <message>
        <source>The outline is what the segmenter sees of the edited thing</source>
        <translation>Der Umriss ist, was der Segmentierer vom geänderten Ding sieht</translation>
    </message>
    <message>
        <source>The outline is where the edited words act</source>
        <translation>Der Umriss ist, wo die geänderten Wörter wirken</translation>
    </message>
    <message>
        <source>The outline is where most changed</source>
        <translation>Der Umriss ist, wo sich am meisten änderte</translation>
    </message>
    <message>
        <source>The outline is around the things that should stay</source>
        <translation>Der Umriss liegt um die Dinge, die bleiben sollen</translation>
    </message>
    <message>
        <source>Nothing to measure: {undefined}.</source>
        <translation>Nichts zu messen: {undefined}.</translation>
    </message>
    <message>
        <source>Locality: {locality} of 1 (higher is better)</source>
        <translation>Lokalität: {locality} von 1 (höher ist besser)</translation>
    </message>
    <message>
        <source>Things that stay</source>
        <translation>Dinge, die bleiben</translation>
    </message>
    <message>
        <source>The rest that looks the same</source>
        <translation>Rest, der gleich aussieht</translation>
    </message>
    <message>
        <source>Change outside ÷ inside</source>
        <translation>Änderung außerhalb ÷ innerhalb</translation>
    </message>
    <message>
        <source>Likeness of the rest (SSIM)</source>
        <translation>Ähnlichkeit des Rests (SSIM)</translation>
    </message>
    <message>
        <source>Exactness of the rest (PSNR)</source>
        <translation>Genauigkeit des Rests (PSNR)</translation>
    </message>
    <message>
        <source>The edit succeeded</source>
        <translation>Die Änderung gelang</translation>
    </message>
    <message>
        <source>The edit did not succeed</source>
        <translation>Die Änderung gelang nicht</translation>
    </message>
    <message>
        <source>{outline}: {percent} of the picture</source>
        <translation>{outline}: {percent} des Bilds</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Grid of renders</source>
        <translation>Bildraster</translation>
    </message>
    <message>
        <source>Renders of the grid</source>
        <translation>Bilder des Rasters</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>Waagerecht</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Senkrecht</translation>
    </message>
    <message>
        <source>{name}: what varies</source>
        <translation>{name}: was sich ändert</translation>
    </message>
    <message>
        <source>{name}: values</source>
        <translation>{name}: Werte</translation>
    </message>
    <message>
        <source>values, divided by commas</source>
        <translation>Werte, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>Dieses verwenden</translation>
    </message>
    <message>
        <source>The prompt and its settings become the document&apos;s, beside A; can be undone</source>
        <translation>Prompt und Einstellungen kommen ins Dokument, neben A; lässt sich rückgängig machen</translation>
    </message>
    <message>
        <source>Save sheet…</source>
        <translation>Bogen speichern…</translation>
    </message>
    <message>
        <source>Across and down must be different things.</source>
        <translation>Waagerecht und senkrecht müssen sich unterscheiden.</translation>
    </message>
    <message>
        <source>That would be {count} pictures; a grid has {most_cells} at most.</source>
        <translation>Das wären {count} Bilder; ein Raster hat höchstens {most_cells}.</translation>
    </message>
    <message>
        <source>Render</source>
        <translation>Rendern</translation>
    </message>
    <message>
        <source>Grid of words or settings…</source>
        <translation>Raster von Wörtern oder Einstellungen…</translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation>PNG (*.png)</translation>
    </message>
    <message>
        <source>WebP (*.webp)</source>
        <translation>WebP (*.webp)</translation>
    </message>
    <message>
        <source>JPEG (*.jpg)</source>
        <translation>JPEG (*.jpg)</translation>
    </message>
    <message>
        <source>Save the sheet</source>
        <translation>Bogen speichern</translation>
    </message>
    <message>
        <source>segmenter</source>
        <translation>Segmentierer</translation>
    </message>
    <message>
        <source>cross-attention</source>
        <translation>Cross-Attention</translation>
    </message>
    <message>
        <source>what should stay</source>
        <translation>was bleiben soll</translation>
    </message>
    <message>
        <source>what changed most</source>
        <translation>was sich am meisten änderte</translation>
    </message>
    <message>
        <source>no change</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>0.5 and more</source>
        <translation>ab 0,5</translation>
    </message>
    <message>
        <source>region by {model}</source>
        <translation>Bereich: {model}</translation>
    </message>
    <message>
        <source>The change map appears when both renders are there.</source>
        <translation>Die Änderungskarte erscheint, wenn beide Bilder da sind.</translation>
    </message>
    <message>
        <source>The same seed and settings give the same picture again</source>
        <translation>Gleicher Seed und gleiche Einstellungen ergeben wieder dasselbe Bild</translation>
    </message>
    <message>
        <source>Make B the new A: go on editing from here (Ctrl+B)</source>
        <translation>B zum neuen A machen: von hier aus weiter bearbeiten (Strg+B)</translation>
    </message>
    <message>
        <source>Keep this seed for the next render (Ctrl+L)</source>
        <translation>Diesen Seed für das nächste Bild behalten (Strg+L)</translation>
    </message>
    <message>
        <source>Another seed (Ctrl+Shift+L)</source>
        <translation>Anderer Seed (Strg+Umschalt+L)</translation>
    </message>
    <message>
        <source>How closely the picture follows the prompt</source>
        <translation>Wie eng das Bild dem Prompt folgt</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Negativ-Prompt</translation>
    </message>
    <message>
        <source>What the picture shall not show; it counts where guidance is above 1</source>
        <translation>Was das Bild nicht zeigen soll; zählt bei einer Guidance über 1</translation>
    </message>
    <message>
        <source>Live previews: see an edit while you type or point at it (Ctrl+Shift+R)</source>
        <translation>Live-Vorschau: eine Änderung beim Tippen oder Zeigen sehen (Strg+Umschalt+R)</translation>
    </message>
    <message>
        <source>Lock the seed</source>
        <translation>Seed sperren</translation>
    </message>
    <message>
        <source>New seed</source>
        <translation>Neuer Seed</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Render what is missing (Ctrl+Enter)</source>
        <translation>Rendern, was fehlt (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Stop rendering (Esc)</source>
        <translation>Rendern anhalten (Esc)</translation>
    </message>
    <message>
        <source>another negative prompt</source>
        <translation>anderer Negativ-Prompt</translation>
    </message>
    <message>
        <source>no negative prompt</source>
        <translation>kein Negativ-Prompt</translation>
    </message>
    <message>
        <source>Save {side} as…</source>
        <translation>{side} speichern unter…</translation>
    </message>
    <message>
        <source>Show saved file in folder</source>
        <translation>Gespeicherte Datei im Ordner zeigen</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Copy its prompt</source>
        <translation>Seinen Prompt kopieren</translation>
    </message>
    <message>
        <source>Copy seed {seed}</source>
        <translation>Seed {seed} kopieren</translation>
    </message>
    <message>
        <source>Use as reference</source>
        <translation>Als Referenz verwenden</translation>
    </message>
    <message>
        <source>Make B the new A	Ctrl+B</source>
        <translation>B zum neuen A machen	Strg+B</translation>
    </message>
    <message>
        <source>Picture copied.</source>
        <translation>Bild kopiert.</translation>
    </message>
    <message>
        <source>{what} copied.</source>
        <translation>{what} kopiert.</translation>
    </message>
    <message>
        <source>render {side}, seed {seed}</source>
        <translation>Bild {side}, Seed {seed}</translation>
    </message>
    <message>
        <source>Render A appears here</source>
        <translation>Hier erscheint Bild A</translation>
    </message>
    <message>
        <source>Edit a word and B appears here</source>
        <translation>Ein Wort ändern, dann erscheint hier B</translation>
    </message>
    <message>
        <source>slider</source>
        <translation>Schieber</translation>
    </message>
    <message>
        <source>side by side</source>
        <translation>nebeneinander</translation>
    </message>
    <message>
        <source>flick</source>
        <translation>Wechsel</translation>
    </message>
    <message>
        <source>change map</source>
        <translation>Änderungskarte</translation>
    </message>
    <message>
        <source>step {step} of {steps}</source>
        <translation>Schritt {step} von {steps}</translation>
    </message>
    <message>
        <source>{text} · {time_left} left</source>
        <translation>{text} · noch {time_left}</translation>
    </message>
    <message>
        <source>{name} shown</source>
        <translation>{name} zu sehen</translation>
    </message>
    <message>
        <source>{name} is a preview</source>
        <translation>{name} ist eine Vorschau</translation>
    </message>
    <message>
        <source>A and B with every seed</source>
        <translation>A und B mit jedem Seed</translation>
    </message>
    <message>
        <source>{share} stays</source>
        <translation>{share} bleiben</translation>
    </message>
    <message>
        <source>{share} same</source>
        <translation>{share} gleich</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>gelungen</translation>
    </message>
    <message>
        <source>no success</source>
        <translation>nicht gelungen</translation>
    </message>
    <message>
        <source>Repeat over seeds…</source>
        <translation>Über Seeds wiederholen…</translation>
    </message>
    <message>
        <source>A and B are rendered with each seed and compared.
The figures tell whether what one pair shows is luck.</source>
        <translation>A und B werden mit jedem Seed gerendert und verglichen.
Die Zahlen sagen, ob das, was ein Paar zeigt, Glück ist.</translation>
    </message>
    <message>
        <source>Repeat over seeds</source>
        <translation>Über Seeds wiederholen</translation>
    </message>
    <message numerus="yes">
        <source>%n seed(s)</source>
        <translation>
            <numerusform>%n Seed</numerusform>
            <numerusform>%n Seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %n seed(s), from the present one on</source>
        <translation>
            <numerusform>Mit %n Seed, vom jetzigen an</numerusform>
            <numerusform>Mit %n Seeds, vom jetzigen an</numerusform>
        </translation>
    </message>
    <message>
        <source>Locality</source>
        <translation>Lokalität</translation>
    </message>
    <message>
        <source>Preserved</source>
        <translation>Erhalten</translation>
    </message>
    <message>
        <source>Spill</source>
        <translation>Übergriff</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>Erfolg</translation>
    </message>
    <message>
        <source>Use this seed</source>
        <translation>Diesen Seed verwenden</translation>
    </message>
    <message>
        <source>Show A and B with this seed in the window; can be undone</source>
        <translation>A und B mit diesem Seed im Fenster zeigen; lässt sich rückgängig machen</translation>
    </message>
    <message>
        <source>Edit a word first: A and B can then be repeated with other seeds.</source>
        <translation>Zuerst ein Wort ändern: A und B lassen sich dann mit anderen Seeds wiederholen.</translation>
    </message>
    <message>
        <source>{edit}. The document has changed since; Start repeats the present edit.</source>
        <translation>{edit}. Das Dokument hat sich seither geändert; Starten wiederholt die jetzige Änderung.</translation>
    </message>
    <message>
        <source>{succeeded} of {judged}</source>
        <translation>{succeeded} von {judged}</translation>
    </message>
    <message>
        <source>{tip}.
Mean ± standard deviation over the seeds.</source>
        <translation>{tip}.
Mittel ± Standardabweichung über die Seeds.</translation>
    </message>
    <message>
        <source>Slider</source>
        <translation>Linie</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>Paar</translation>
    </message>
    <message>
        <source>Flick</source>
        <translation>Wechsel</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>A and B over each other, with a line to drag</source>
        <translation>A und B übereinander, mit einer Linie zum Ziehen</translation>
    </message>
    <message>
        <source>A and B beside each other</source>
        <translation>A und B nebeneinander</translation>
    </message>
    <message>
        <source>One at a time: hold Space for the other</source>
        <translation>Eines zurzeit: Leertaste halten zeigt das andere</translation>
    </message>
    <message>
        <source>Where B differs from A (D)</source>
        <translation>Wo B von A abweicht (D)</translation>
    </message>
    <message>
        <source>Differences of A and B</source>
        <translation>Unterschiede von A und B</translation>
    </message>
    <message>
        <source>Edit a word, and B appears beside A.</source>
        <translation>Ein Wort ändern, dann erscheint B neben A.</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>{tip}. M goes round the modes.</source>
        <translation>{tip}. M geht durch die Ansichten.</translation>
    </message>
    <message>
        <source>Swap the sides (C)</source>
        <translation>Seiten tauschen (C)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Ganz</translation>
    </message>
    <message>
        <source>Between 100 % and the whole picture (Z)</source>
        <translation>Zwischen 100 % und dem ganzen Bild (Z)</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Glatt</translation>
    </message>
    <message>
        <source>Smooth small pictures when they are enlarged, or show their pixels</source>
        <translation>Kleine Bilder beim Vergrößern glätten, oder ihre Pixel zeigen</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>Aufdecken</translation>
    </message>
    <message>
        <source>{changed}: not rendered yet (Ctrl+Enter)</source>
        <translation>{changed}: noch nicht gerendert (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Not rendered yet (Ctrl+Enter)</source>
        <translation>Noch nicht gerendert (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>A and B</source>
        <translation>A und B</translation>
    </message>
    <message>
        <source>The safety checker would not show {names}, so it is blurred.</source>
        <translation>Der Sicherheitsprüfer würde {names} nicht zeigen, daher die Unschärfe.</translation>
    </message>
    <message>
        <source>Reveal {names}</source>
        <translation>{names} aufdecken</translation>
    </message>
    <message>
        <source>Next way to compare</source>
        <translation>Nächste Art zu vergleichen</translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation>A und B vertauschen</translation>
    </message>
    <message>
        <source>Change map</source>
        <translation>Änderungskarte</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>Tatsächliche Größe</translation>
    </message>
    <message>
        <source>Looking for pictures…</source>
        <translation>Sucht nach Bildern…</translation>
    </message>
    <message>
        <source>There is no picture in {name}.</source>
        <translation>In {name} ist kein Bild.</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Stopped: {error}</source>
        <translation>Angehalten: {error}</translation>
    </message>
    <message>
        <source>{done} of {count} pictures have a prompt, {failed} failed.</source>
        <translation>{done} von {count} Bildern haben einen Prompt, {failed} gescheitert.</translation>
    </message>
    <message>
        <source>{done} of {count} pictures have a prompt.</source>
        <translation>{done} von {count} Bildern haben einen Prompt.</translation>
    </message>
    <message>
        <source>Files of yours beside pictures were kept ({kept}).</source>
        <translation>Eigene Dateien neben Bildern blieben erhalten ({kept}).</translation>
    </message>
    <message>
        <source>The table is in {name}.</source>
        <translation>Die Tabelle ist in {name}.</translation>
    </message>
    <message>
        <source>{number} of {total}</source>
        <translation>{number} von {total}</translation>
    </message>
    <message>
        <source>{time_left} left</source>
        <translation>noch {time_left}</translation>
    </message>
    <message>
        <source>Free memory</source>
        <translation>Speicher freigeben</translation>
    </message>
    <message>
        <source>from the grid</source>
        <translation>aus dem Raster</translation>
    </message>
    <message>
        <source>{done} of {count} pictures</source>
        <translation>{done} von {count} Bildern</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Invertieren</translation>
    </message>
    <message>
        <source>Write the prompt that is to become shorter first.</source>
        <translation>Zuerst den Prompt schreiben, der kürzer werden soll.</translation>
    </message>
    <message>
        <source>Add a reference image first.</source>
        <translation>Zuerst ein Referenzbild hinzufügen.</translation>
    </message>
    <message>
        <source>Multi-concept needs two reference images or more, one for each concept.</source>
        <translation>Multi-Konzept braucht zwei Referenzbilder oder mehr, eines für jedes Konzept.</translation>
    </message>
    <message>
        <source>Re-invert the rest</source>
        <translation>Rest neu invertieren</translation>
    </message>
    <message>
        <source>from the duel · {title}</source>
        <translation>aus dem Duell · {title}</translation>
    </message>
    <message>
        <source>re-invert</source>
        <translation>neu invertieren</translation>
    </message>
    <message>
        <source>invert</source>
        <translation>invertieren</translation>
    </message>
    <message>
        <source>Stopped before a whole prompt was found; your prompt is as it was.</source>
        <translation>Angehalten, bevor ein ganzer Prompt gefunden war; der Prompt ist wie vorher.</translation>
    </message>
    <message>
        <source>invert · stopped at step {step} of {steps}</source>
        <translation>invertieren · bei Schritt {step} von {steps} angehalten</translation>
    </message>
    <message>
        <source>stopped {step}/{steps}</source>
        <translation>angehalten {step}/{steps}</translation>
    </message>
    <message>
        <source>Stopped; the best prompt so far was kept.</source>
        <translation>Angehalten; der bisher beste Prompt wurde behalten.</translation>
    </message>
    <message>
        <source>Put an object of your own before it: “{used}”</source>
        <translation>Einen eigenen Gegenstand davorsetzen: „{used}“</translation>
    </message>
    <message>
        <source>A preview in few steps; the render is on its way.</source>
        <translation>Eine Vorschau in wenigen Schritten; das Bild ist unterwegs.</translation>
    </message>
    <message>
        <source>A preview of this edit; nothing is changed yet.</source>
        <translation>Eine Vorschau dieser Änderung; noch ist nichts geändert.</translation>
    </message>
    <message>
        <source>The next preview is on its way…</source>
        <translation>Die nächste Vorschau ist unterwegs…</translation>
    </message>
    <message>
        <source>Live previews</source>
        <translation>Live-Vorschau</translation>
    </message>
    <message>
        <source>No live previews: {error}</source>
        <translation>Keine Live-Vorschau: {error}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Use the processor</source>
        <translation>Prozessor verwenden</translation>
    </message>
    <message>
        <source>Choose models…</source>
        <translation>Modelle wählen…</translation>
    </message>
    <message>
        <source>Keep weights in main memory</source>
        <translation>Gewichte im Hauptspeicher lassen</translation>
    </message>
    <message>
        <source>Render at {less} × {less}</source>
        <translation>Mit {less} × {less} rendern</translation>
    </message>
    <message numerus="yes">
        <source>Use %n particle(s)</source>
        <translation>
            <numerusform>%n Partikel verwenden</numerusform>
            <numerusform>%n Partikel verwenden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n beam(s)</source>
        <translation>
            <numerusform>%n Strahl verwenden</numerusform>
            <numerusform>%n Strahlen verwenden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Use %n piece(s)</source>
        <translation>
            <numerusform>%n Token verwenden</numerusform>
            <numerusform>%n Token verwenden</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no prompt to render yet.</source>
        <translation>Noch ist kein Prompt zum Rendern da.</translation>
    </message>
    <message>
        <source>A and B are up to date.</source>
        <translation>A und B sind auf dem neuesten Stand.</translation>
    </message>
    <message>
        <source>Make B the new A</source>
        <translation>B zum neuen A machen</translation>
    </message>
    <message>
        <source>Render by itself</source>
        <translation>Von selbst rendern</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
    </message>
    <message>
        <source>{done} of {count} seeds</source>
        <translation>{done} von {count} Seeds</translation>
    </message>
    <message>
        <source>No other word fits as well and leaves the two less coupled.</source>
        <translation>Kein anderes Wort passt ebenso gut und koppelt die zwei schwächer.</translation>
    </message>
    <message>
        <source>“{old}” became “{text}”: coupling {coupling} → {coupling2}.</source>
        <translation>Aus „{old}“ wurde „{text}“: Kopplung {coupling} → {coupling2}.</translation>
    </message>
    <message>
        <source>Stopped; {how_many} are done.</source>
        <translation>Angehalten; {how_many} sind fertig.</translation>
    </message>
    <message>
        <source>on itself</source>
        <translation>auf sich selbst</translation>
    </message>
    <message>
        <source>row {row}, column {column}, {value}</source>
        <translation>Zeile {row}, Spalte {column}, {value}</translation>
    </message>
    <message>
        <source>The prompt as it is now</source>
        <translation>Der Prompt, wie er jetzt ist</translation>
    </message>
    <message>
        <source>Before and after the edit, on one scale</source>
        <translation>Vor und nach der Änderung, mit einer Skala</translation>
    </message>
    <message>
        <source>What the edit changed: red is stronger now, blue weaker</source>
        <translation>Was die Änderung bewirkte: Rot ist jetzt stärker, Blau schwächer</translation>
    </message>
    <message>
        <source>Coupling of the words of A</source>
        <translation>Kopplung der Wörter von A</translation>
    </message>
    <message>
        <source>Difference of the couplings of B and A</source>
        <translation>Unterschied der Kopplungen von B und A</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>Bild (*.png)</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>Zeichnung (*.svg)</translation>
    </message>
    <message>
        <source>{figure} of words</source>
        <translation>Wörter: {figure}</translation>
    </message>
    <message>
        <source>The coupling of the words appears here.</source>
        <translation>Hier erscheint die Kopplung der Wörter.</translation>
    </message>
    <message>
        <source>Coupling of words</source>
        <translation>Kopplung der Wörter</translation>
    </message>
    <message>
        <source>Copy as CSV	Ctrl+C</source>
        <translation>Als CSV kopieren	Strg+C</translation>
    </message>
    <message>
        <source>Export map…</source>
        <translation>Karte exportieren…</translation>
    </message>
    <message>
        <source>Show all	0</source>
        <translation>Alles zeigen	0</translation>
    </message>
    <message>
        <source>Influence (0 to 1)</source>
        <translation>Einfluss (0 bis 1)</translation>
    </message>
    <message>
        <source>Cosine (0 to 1)</source>
        <translation>Kosinus (0 bis 1)</translation>
    </message>
    <message>
        <source>Raw ⟨p, q⟩</source>
        <translation>Roh ⟨p, q⟩</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>Kosinus</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>roh</translation>
    </message>
    <message>
        <source>influence</source>
        <translation>Einfluss</translation>
    </message>
    <message>
        <source>{pair} {value} against A</source>
        <translation>{pair} {value} gegenüber A</translation>
    </message>
    <message>
        <source>{pair} {value} ({rank} of {count})</source>
        <translation>{pair} {value} ({rank} von {count})</translation>
    </message>
    <message>
        <source>{n}th</source>
        <translation>{n}.</translation>
    </message>
    <message>
        <source>{n}st</source>
        <translation>{n}.</translation>
    </message>
    <message>
        <source>{n}nd</source>
        <translation>{n}.</translation>
    </message>
    <message>
        <source>{n}rd</source>
        <translation>{n}.</translation>
    </message>
    <message>
        <source>Another word for “{text}”…</source>
        <translation>Anderes Wort für „{text}“…</translation>
    </message>
    <message>
        <source>Exchange the two</source>
        <translation>Die zwei vertauschen</translation>
    </message>
    <message>
        <source>Separate the two</source>
        <translation>Die zwei trennen</translation>
    </message>
    <message>
        <source>Unlock both</source>
        <translation>Beide entsperren</translation>
    </message>
    <message>
        <source>Lock both</source>
        <translation>Beide sperren</translation>
    </message>
    <message>
        <source>Remove both</source>
        <translation>Beide entfernen</translation>
    </message>
    <message>
        <source>exchange {first} and {last}</source>
        <translation>{first} und {last} vertauschen</translation>
    </message>
    <message>
        <source>Coupling</source>
        <translation>Kopplung</translation>
    </message>
    <message>
        <source>Which words hang together is shown here
as soon as there is a prompt.</source>
        <translation>Welche Wörter zusammenhängen, steht hier,
sobald ein Prompt da ist.</translation>
    </message>
    <message>
        <source>Influence</source>
        <translation>Einfluss</translation>
    </message>
    <message>
        <source>How far hiding the word at the left changes what is expected in the place of the word above, 0–1</source>
        <translation>Wie sehr das Verdecken des Worts links ändert, was an der Stelle des Worts oben erwartet wird, 0–1</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>Kosinus</translation>
    </message>
    <message>
        <source>Coupling: what is expected in two places is alike, relative to its certainty, 0–1</source>
        <translation>Kopplung: An zwei Stellen wird Ähnliches erwartet, gemessen an der Gewissheit, 0–1</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Roh</translation>
    </message>
    <message>
        <source>Coupling: overlap of the words&apos; predictions as the scores use it</source>
        <translation>Kopplung: Überlappung der Vorhersagen der Wörter, wie die Bewertung sie verwendet</translation>
    </message>
    <message>
        <source>Export the map</source>
        <translation>Karte exportieren</translation>
    </message>
    <message>
        <source>Coupling of the words of a step</source>
        <translation>Kopplung der Wörter eines Schritts</translation>
    </message>
    <message>
        <source>Steps of the inversion</source>
        <translation>Schritte der Inversion</translation>
    </message>
    <message>
        <source>How the words came to hang together, step by step</source>
        <translation>Wie die Wörter zu ihrem Zusammenhang kamen, Schritt für Schritt</translation>
    </message>
    <message>
        <source>Step {step} of {of}</source>
        <translation>Schritt {step} von {of}</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>No copy of your work can be kept for the case of a crash; save it yourself.</source>
        <translation>Für den Fall eines Absturzes kann keine Kopie der Arbeit behalten werden; bitte selbst speichern.</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>Save the changes to “{name}” before {what}?</source>
        <translation>Änderungen an „{name}“ speichern, bevor {what}?</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>starting anew</source>
        <translation>neu begonnen wird</translation>
    </message>
    <message>
        <source>opening another</source>
        <translation>ein anderes Dokument geöffnet wird</translation>
    </message>
    <message>
        <source>{name} was made by a newer version. This is a copy; saving asks for a new name.</source>
        <translation>{name} stammt von einer neueren Version. Dies ist eine Kopie; beim Speichern wird nach einem neuen Namen gefragt.</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Prompt Studio project (*{project_suffix})</source>
        <translation>Prompt-Studio-Projekt (*{project_suffix})</translation>
    </message>
    <message>
        <source>Changed by somebody else</source>
        <translation>Von jemand anderem geändert</translation>
    </message>
    <message>
        <source>“{name}” was changed by another window or program since it was opened here.</source>
        <translation>„{name}“ wurde seit dem Öffnen von einem anderen Fenster oder Programm geändert.</translation>
    </message>
    <message>
        <source>Overwrite it</source>
        <translation>Überschreiben</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Pictures, figures and settings on one web page</source>
        <translation>Bilder, Zahlen und Einstellungen auf einer Webseite</translation>
    </message>
    <message>
        <source>A learned word&apos;s embeddings</source>
        <translation>Die Embeddings eines gelernten Worts</translation>
    </message>
    <message>
        <source>What will be written</source>
        <translation>Was geschrieben wird</translation>
    </message>
    <message>
        <source>The picture that will be written</source>
        <translation>Das Bild, das geschrieben wird</translation>
    </message>
    <message>
        <source>The report that will be written</source>
        <translation>Der Bericht, der geschrieben wird</translation>
    </message>
    <message>
        <source>What is written into the file beside the picture</source>
        <translation>Was neben dem Bild in die Datei geschrieben wird</translation>
    </message>
    <message>
        <source>Include metadata (prompt, seed, settings)</source>
        <translation>Metadaten einschließen (Prompt, Seed, Einstellungen)</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>An embedding, as diffusers, AUTOMATIC1111 and ComfyUI load it:</source>
        <translation>Ein Embedding, wie diffusers, AUTOMATIC1111 und ComfyUI es laden:</translation>
    </message>
    <message>
        <source>{token}
{vectors} × {width} numbers, for the text encoder of {model}</source>
        <translation>{token}
{vectors} × {width} Zahlen, für den Textencoder von {model}</translation>
    </message>
    <message>
        <source>One web page with everything in it; it needs no network:</source>
        <translation>Eine Webseite, in der alles steht; sie braucht kein Netz:</translation>
    </message>
    <message>
        <source>Prompt, seed and settings are written into the file, too.</source>
        <translation>Prompt, Seed und Einstellungen werden auch in die Datei geschrieben.</translation>
    </message>
    <message>
        <source>Nothing but the picture is written.</source>
        <translation>Nichts als das Bild wird geschrieben.</translation>
    </message>
    <message>
        <source>This is what is copied or saved:</source>
        <translation>Das wird kopiert oder gespeichert:</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Copied as {what}.</source>
        <translation>Kopiert als {what}.</translation>
    </message>
    <message>
        <source>Export side-by-side sheet…</source>
        <translation>Gegenüberstellung exportieren…</translation>
    </message>
    <message>
        <source>Copy prompt</source>
        <translation>Prompt kopieren</translation>
    </message>
    <message>
        <source>Prompt copied with its weights.</source>
        <translation>Prompt mit seinen Gewichten kopiert.</translation>
    </message>
    <message>
        <source>Copy without</source>
        <translation>Ohne kopieren</translation>
    </message>
    <message>
        <source>Prompt copied.</source>
        <translation>Prompt kopiert.</translation>
    </message>
    <message>
        <source>Copy prompt without weights</source>
        <translation>Prompt ohne Gewichte kopieren</translation>
    </message>
    <message>
        <source>Prompt copied without weights.</source>
        <translation>Prompt ohne Gewichte kopiert.</translation>
    </message>
    <message>
        <source>Exported to {name}</source>
        <translation>Nach {name} exportiert</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Render A</source>
        <translation>Bild A</translation>
    </message>
    <message>
        <source>Render B</source>
        <translation>Bild B</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>AVIF (*.avif)</source>
        <translation>AVIF (*.avif)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>Webseite (*.html)</translation>
    </message>
    <message>
        <source>Embedding (*{suffix})</source>
        <translation>Embedding (*{suffix})</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>Learned words are written as {known}, not as {suffix}.</source>
        <translation>Gelernte Wörter werden als {known} geschrieben, nicht als {suffix}.</translation>
    </message>
    <message>
        <source>Reports are written as .html, not as {suffix}.</source>
        <translation>Berichte werden als .html geschrieben, nicht als {suffix}.</translation>
    </message>
    <message>
        <source>There is no render {kind} to export.</source>
        <translation>Es gibt kein Bild {kind} zum Exportieren.</translation>
    </message>
    <message>
        <source>the seed {seed} is too large</source>
        <translation>der Seed {seed} ist zu groß</translation>
    </message>
    <message>
        <source>{steps} steps are not between 1 and {most}</source>
        <translation>{steps} Schritte liegen nicht zwischen 1 und {most}</translation>
    </message>
    <message>
        <source>guidance {guidance} is not between 0 and {most}</source>
        <translation>Guidance {guidance} liegt nicht zwischen 0 und {most}</translation>
    </message>
    <message>
        <source>Not everything could be taken: {parts}.</source>
        <translation>Nicht alles konnte übernommen werden: {parts}.</translation>
    </message>
    <message>
        <source>{name} holds {count} texts ({source}) and does not say which of them made the picture.</source>
        <translation>{name} enthält {count} Texte ({source}) und sagt nicht, welcher davon das Bild erzeugt hat.</translation>
    </message>
    <message>
        <source>negative “{text}”</source>
        <translation>negativ „{text}“</translation>
    </message>
    <message>
        <source>seed {value}</source>
        <translation>Seed {value}</translation>
    </message>
    <message>
        <source>{value} steps</source>
        <translation>{value} Schritte</translation>
    </message>
    <message>
        <source>guidance {value}</source>
        <translation>Guidance {value}</translation>
    </message>
    <message>
        <source>Prompt found ({source}) in {name}: “{text}”</source>
        <translation>Prompt gefunden ({source}) in {name}: „{text}“</translation>
    </message>
    <message>
        <source>Choose the prompt</source>
        <translation>Prompt wählen</translation>
    </message>
    <message>
        <source>Which of these texts is the prompt of {name}?</source>
        <translation>Welcher dieser Texte ist der Prompt von {name}?</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Use as A</source>
        <translation>Als A verwenden</translation>
    </message>
    <message>
        <source>seed {seed} · {steps} steps</source>
        <translation>Seed {seed} · {steps} Schritte</translation>
    </message>
    <message>
        <source>The folder {name} holds no picture.</source>
        <translation>Im Ordner {name} ist kein Bild.</translation>
    </message>
    <message>
        <source>Of the {count} pictures in {name} the first {most} were taken.</source>
        <translation>Von den {count} Bildern in {name} wurden die ersten {most} genommen.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>“{name}” is no longer in {folder}.</source>
        <translation>„{name}“ ist nicht mehr in {folder}.</translation>
    </message>
    <message>
        <source>Images and projects ({patterns} *{project_suffix})</source>
        <translation>Bilder und Projekte ({patterns} *{project_suffix})</translation>
    </message>
    <message>
        <source>Projects (*{project_suffix})</source>
        <translation>Projekte (*{project_suffix})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open images or a project</source>
        <translation>Bilder oder ein Projekt öffnen</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>pasted image</source>
        <translation>eingefügtes Bild</translation>
    </message>
    <message>
        <source>There is no image or text to paste.</source>
        <translation>In der Zwischenablage ist weder Bild noch Text.</translation>
    </message>
    <message>
        <source>dropped image</source>
        <translation>fallen gelassenes Bild</translation>
    </message>
    <message>
        <source>dropped text</source>
        <translation>fallen gelassener Text</translation>
    </message>
    <message>
        <source>And {more} more could not be read.</source>
        <translation>Und {more} weitere konnten nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>Ignorieren</translation>
    </message>
    <message>
        <source>prompt from {name}</source>
        <translation>Prompt aus {name}</translation>
    </message>
    <message>
        <source>the text</source>
        <translation>dem Text</translation>
    </message>
    <message>
        <source> and the edit “{edit}”</source>
        <translation> und die Änderung „{edit}“</translation>
    </message>
    <message>
        <source>Brought back prompt, seed{edit} from {name}.</source>
        <translation>Prompt, Seed{edit} aus {name} zurückgeholt.</translation>
    </message>
    <message>
        <source>Add as reference</source>
        <translation>Als Referenz hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>&amp;Ersetzen</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>As &amp;style</source>
        <translation>Als &amp;Stil</translation>
    </message>
    <message>
        <source>Another reference image</source>
        <translation>Weiteres Referenzbild</translation>
    </message>
    <message>
        <source>More reference images</source>
        <translation>Weitere Referenzbilder</translation>
    </message>
    <message>
        <source>What is “{name}” for?</source>
        <translation>Wozu dient „{name}“?</translation>
    </message>
    <message numerus="yes">
        <source>What are these %n image(s) for?</source>
        <translation>
            <numerusform>Wozu dient dieses %n Bild?</numerusform>
            <numerusform>Wozu dienen diese %n Bilder?</numerusform>
        </translation>
    </message>
    <message>
        <source>the image that is there</source>
        <translation>des vorhandenen Bilds</translation>
    </message>
    <message numerus="yes">
        <source>the %n image(s) that are there</source>
        <translation>
            <numerusform>des vorhandenen %n Bilds</numerusform>
            <numerusform>der vorhandenen %n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Replace: in the place of {there}.
Add: one prompt for what all of them show.
As style: the prompt says what the others show, in the style of this.</source>
        <translation>Ersetzen: anstelle {there}.
Hinzufügen: ein Prompt für das, was alle zeigen.
Als Stil: Der Prompt sagt, was die anderen zeigen, im Stil von diesem.</translation>
    </message>
    <message>
        <source>Drop to add as reference image</source>
        <translation>Loslassen, um es als Referenzbild hinzuzufügen</translation>
    </message>
    <message>
        <source>That file is on the computer “{host}”. Copy it to this one first.</source>
        <translation>Diese Datei liegt auf dem Computer „{host}“. Zuerst auf diesen kopieren.</translation>
    </message>
    <message>
        <source>That image is on the web. Save it first, or copy the image itself and paste it here.</source>
        <translation>Dieses Bild liegt im Netz. Zuerst speichern, oder das Bild selbst kopieren und hier einfügen.</translation>
    </message>
    <message>
        <source>Drop to open the project</source>
        <translation>Loslassen, um das Projekt zu öffnen</translation>
    </message>
    <message>
        <source>Drop to add to the prompt</source>
        <translation>Loslassen, um es zum Prompt hinzuzufügen</translation>
    </message>
    <message>
        <source>remove {old}</source>
        <translation>{old} entfernen</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>Negativ-Prompt</translation>
    </message>
    <message>
        <source>Work that was kept</source>
        <translation>Behaltene Arbeit</translation>
    </message>
    <message>
        <source>Prompt Studio did not close in order. This is what was open and not saved.</source>
        <translation>Prompt Studio wurde nicht ordentlich beendet. Das war offen und nicht gespeichert.</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Prompt Studio did not close in order. Your work on {document} was kept.</source>
        <translation>Prompt Studio wurde nicht ordentlich beendet. Die Arbeit an {document} wurde behalten.</translation>
    </message>
    <message numerus="yes">
        <source>Prompt Studio did not close in order. Your work on %n document(s) was kept.</source>
        <translation>
            <numerusform>Prompt Studio wurde nicht ordentlich beendet. Die Arbeit an %n Dokument wurde behalten.</numerusform>
            <numerusform>Prompt Studio wurde nicht ordentlich beendet. Die Arbeit an %n Dokumenten wurde behalten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Work that was kept…</source>
        <translation>Behaltene Arbeit…</translation>
    </message>
    <message>
        <source>restoring another</source>
        <translation>anderes wiederhergestellt wird</translation>
    </message>
    <message>
        <source>Another window has that work open.</source>
        <translation>Ein anderes Fenster hat diese Arbeit offen.</translation>
    </message>
    <message>
        <source>untitled</source>
        <translation>unbenannt</translation>
    </message>
    <message>
        <source>“{name}” of {when}</source>
        <translation>„{name}“ vom {when}</translation>
    </message>
    <message>
        <source>remove {words}</source>
        <translation>{words} entfernen</translation>
    </message>
    <message>
        <source>move {text}</source>
        <translation>{text} verschieben</translation>
    </message>
    <message>
        <source>lock {words}</source>
        <translation>{words} sperren</translation>
    </message>
    <message>
        <source>unlock {words}</source>
        <translation>{words} entsperren</translation>
    </message>
    <message>
        <source>weight {words} {weight}</source>
        <translation>Gewicht {words} {weight}</translation>
    </message>
    <message>
        <source>another prompt of the inversion</source>
        <translation>anderer Prompt der Inversion</translation>
    </message>
    <message>
        <source>{thing} in this style</source>
        <translation>{thing} in diesem Stil</translation>
    </message>
    <message>
        <source>keep B as A</source>
        <translation>B als A behalten</translation>
    </message>
    <message>
        <source>render with seed {seed}</source>
        <translation>mit Seed {seed} rendern</translation>
    </message>
    <message>
        <source>add {names}</source>
        <translation>{names} hinzufügen</translation>
    </message>
    <message>
        <source>use {names}</source>
        <translation>{names} verwenden</translation>
    </message>
    <message>
        <source>Method duel…</source>
        <translation>Methodenduell…</translation>
    </message>
    <message>
        <source>Method duel</source>
        <translation>Methodenduell</translation>
    </message>
    <message>
        <source>Each method finds a prompt; judges that never steer compare them.</source>
        <translation>Jede Methode findet einen Prompt; Prüfmodelle, die nie steuern, vergleichen sie.</translation>
    </message>
    <message>
        <source>{task} of {names}, seed {seed}</source>
        <translation>{task} von {names}, Seed {seed}</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>kein Modell</translation>
    </message>
    <message>
        <source>Done. Bold is the best of a column.</source>
        <translation>Fertig. Fett ist das Beste einer Spalte.</translation>
    </message>
    <message>
        <source>Stopped; {done} of {count} methods were done.</source>
        <translation>Angehalten; {done} von {count} Methoden waren fertig.</translation>
    </message>
    <message>
        <source>A reference image and one method are needed</source>
        <translation>Ein Referenzbild und eine Methode sind nötig</translation>
    </message>
    <message>
        <source>Save the contact sheet</source>
        <translation>Übersichtsbogen speichern</translation>
    </message>
    <message>
        <source>What the methods found</source>
        <translation>Was die Methoden fanden</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>inversion</source>
        <translation>Inversion</translation>
    </message>
    <message>
        <source>edit</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>render</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Filter words…</source>
        <translation>Wörter filtern…</translation>
    </message>
    <message>
        <source>Filter the history</source>
        <translation>Verlauf filtern</translation>
    </message>
    <message>
        <source>Every inversion, edit and render will be kept here.</source>
        <translation>Jede Inversion, jede Änderung und jedes Bild wird hier behalten.</translation>
    </message>
    <message>
        <source>Bring this prompt back (can be undone)</source>
        <translation>Diesen Prompt zurückholen (lässt sich rückgängig machen)</translation>
    </message>
    <message>
        <source>fit {fit}</source>
        <translation>Passung {fit}</translation>
    </message>
    <message>
        <source>a moment more</source>
        <translation>noch einen Moment</translation>
    </message>
    <message>
        <source>{elapsed} s so far</source>
        <translation>bisher {elapsed} s</translation>
    </message>
    <message>
        <source>Something went wrong ({name}); the details are in the log.</source>
        <translation>Etwas ist schiefgegangen ({name}); Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>Library of renders…</source>
        <translation>Bildbibliothek…</translation>
    </message>
    <message>
        <source>from the library</source>
        <translation>aus der Bibliothek</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Jederzeit</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Library of renders</source>
        <translation>Bildbibliothek</translation>
    </message>
    <message>
        <source>Words of prompt, note or document…</source>
        <translation>Wörter aus Prompt, Notiz oder Dokument…</translation>
    </message>
    <message>
        <source>Words to search for</source>
        <translation>Zu suchende Wörter</translation>
    </message>
    <message>
        <source>★ only</source>
        <translation>nur ★</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Any method</source>
        <translation>Jede Methode</translation>
    </message>
    <message>
        <source>Any model</source>
        <translation>Jedes Modell</translation>
    </message>
    <message>
        <source>fit ≥ </source>
        <translation>Passung ≥ </translation>
    </message>
    <message>
        <source>any fit</source>
        <translation>jede Passung</translation>
    </message>
    <message>
        <source>Least fit</source>
        <translation>Mindeste Passung</translation>
    </message>
    <message>
        <source>A note of yours…</source>
        <translation>Eigene Notiz…</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Prompt, seed and settings become the document&apos;s; can be undone</source>
        <translation>Prompt, Seed und Einstellungen kommen ins Dokument; lässt sich rückgängig machen</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Anheften</translation>
    </message>
    <message>
        <source>Compare this one with those that are selected next</source>
        <translation>Dieses mit den als Nächstes ausgewählten vergleichen</translation>
    </message>
    <message>
        <source>Star (S)</source>
        <translation>Stern (S)</translation>
    </message>
    <message>
        <source>Open its document</source>
        <translation>Sein Dokument öffnen</translation>
    </message>
    <message>
        <source>Delete (Del)</source>
        <translation>Löschen (Entf)</translation>
    </message>
    <message>
        <source>Nothing is like that.</source>
        <translation>Nichts passt dazu.</translation>
    </message>
    <message>
        <source>Every render will be kept here.</source>
        <translation>Jedes Bild wird hier behalten.</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Pinned as A; select another one to compare it.</source>
        <translation>Als A angeheftet; ein anderes auswählen, um es damit zu vergleichen.</translation>
    </message>
    <message>
        <source>The prompt was copied.</source>
        <translation>Der Prompt wurde kopiert.</translation>
    </message>
    <message>
        <source>The seed was copied.</source>
        <translation>Der Seed wurde kopiert.</translation>
    </message>
    <message>
        <source>Prompt and settings were copied.</source>
        <translation>Prompt und Einstellungen wurden kopiert.</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) was/were deleted.</source>
        <translation>
            <numerusform>%n Bild wurde gelöscht.</numerusform>
            <numerusform>%n Bilder wurden gelöscht.</numerusform>
        </translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>Seed {seed}</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>{title}, in use</source>
        <translation>{title}, in Gebrauch</translation>
    </message>
    <message>
        <source>Downloading: {done} of {bytes}</source>
        <translation>Lädt: {done} von {bytes}</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>{there} of {count} models here, {bytes} to go</source>
        <translation>{there} von {count} Modellen da, noch {bytes}</translation>
    </message>
    <message>
        <source>Not here: {bytes} to download</source>
        <translation>Nicht da: {bytes} zu laden</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Resume · {bytes}</source>
        <translation>Fortsetzen · {bytes}</translation>
    </message>
    <message>
        <source>Download · {bytes}</source>
        <translation>Laden · {bytes}</translation>
    </message>
    <message>
        <source>Does not fit: it needs {need} of memory and {there} can be used here.</source>
        <translation>Passt nicht: braucht {need} Speicher, hier sind {there} nutzbar.</translation>
    </message>
    <message>
        <source>Runs on the processor here ({need} of memory): minutes where a GPU takes seconds.</source>
        <translation>Läuft hier auf dem Prozessor ({need} Speicher): Minuten, wo eine GPU Sekunden braucht.</translation>
    </message>
    <message>
        <source>Fits this GPU with the weights waiting in main memory, which is slower ({need} of {there}).</source>
        <translation>Passt auf diese GPU, wenn die Gewichte im Hauptspeicher warten, was langsamer ist ({need} von {there}).</translation>
    </message>
    <message>
        <source>Its models take turns in memory here, so changing between them takes a moment.</source>
        <translation>Seine Modelle wechseln sich hier im Speicher ab, der Wechsel dauert daher einen Moment.</translation>
    </message>
    <message>
        <source>Model manager…</source>
        <translation>Modellverwaltung…</translation>
    </message>
    <message>
        <source>Pause downloads</source>
        <translation>Downloads pausieren</translation>
    </message>
    <message>
        <source>downloading {name}</source>
        <translation>lädt {name}</translation>
    </message>
    <message>
        <source>starting…</source>
        <translation>startet…</translation>
    </message>
    <message>
        <source>{title} is not complete: {bytes} to go; until then the embedded pack does the work.</source>
        <translation>{title} ist nicht vollständig: noch {bytes}; bis dahin arbeitet das eingebaute Paket.</translation>
    </message>
    <message>
        <source>No models for {title} yet: {bytes}; until then the embedded pack does the work.</source>
        <translation>Noch keine Modelle für {title}: {bytes}; bis dahin arbeitet das eingebaute Paket.</translation>
    </message>
    <message>
        <source>{title} is complete.</source>
        <translation>{title} ist vollständig.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Renders are not checked: this profile&apos;s safety checker is not here.</source>
        <translation>Bilder werden nicht geprüft: Der Sicherheitsprüfer dieses Profils ist nicht da.</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) and guidance {guidance}</source>
        <translation>
            <numerusform>%n Schritt und Guidance {guidance}</numerusform>
            <numerusform>%n Schritte und Guidance {guidance}</numerusform>
        </translation>
    </message>
    <message>
        <source>This text-to-image model is made for {wanted}; the document uses {steps} and {guidance}.</source>
        <translation>Dieses Bildmodell ist für {wanted} gemacht; das Dokument verwendet {steps} und {guidance}.</translation>
    </message>
    <message>
        <source>Render with {steps} and {guidance}</source>
        <translation>Mit {steps} und {guidance} rendern</translation>
    </message>
    <message>
        <source>{name} stays: a job works with it.</source>
        <translation>{name} bleibt: Eine Aufgabe arbeitet damit.</translation>
    </message>
    <message>
        <source>Freed {memory} of memory.</source>
        <translation>{memory} Speicher freigegeben.</translation>
    </message>
    <message>
        <source>There was nothing to free.</source>
        <translation>Es gab nichts freizugeben.</translation>
    </message>
    <message>
        <source>Copied the folder.</source>
        <translation>Ordner kopiert.</translation>
    </message>
    <message>
        <source>Copied the hash.</source>
        <translation>Prüfsumme kopiert.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut nachsehen</translation>
    </message>
    <message>
        <source>Open the folder of downloads</source>
        <translation>Ordner der Downloads öffnen</translation>
    </message>
    <message>
        <source>Unload the models; they come back when they are needed</source>
        <translation>Die Modelle entladen; sie kommen wieder, wenn sie gebraucht werden</translation>
    </message>
    <message>
        <source>{used} of {total} in use</source>
        <translation>{used} von {total} in Gebrauch</translation>
    </message>
    <message>
        <source>Looking at what is on this computer…</source>
        <translation>Sieht nach, was auf diesem Computer ist…</translation>
    </message>
    <message>
        <source>{bytes} downloaded</source>
        <translation>{bytes} geladen</translation>
    </message>
    <message>
        <source>Nothing downloaded yet</source>
        <translation>Noch nichts geladen</translation>
    </message>
    <message>
        <source>{used} · {bytes} free</source>
        <translation>{used} · {bytes} frei</translation>
    </message>
    <message>
        <source>Open the folder of downloads, {folder}</source>
        <translation>Ordner der Downloads öffnen, {folder}</translation>
    </message>
    <message>
        <source>Everything here ships with Prompt Studio and works offline.</source>
        <translation>Alles hier liegt Prompt Studio bei und arbeitet ohne Netz.</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) make(s) it work, {bytes} in all.</source>
        <translation>
            <numerusform>%n Modell gehört dazu, zusammen {bytes}.</numerusform>
            <numerusform>%n Modelle gehören dazu, zusammen {bytes}.</numerusform>
        </translation>
    </message>
    <message>
        <source>The extras below them can come later.</source>
        <translation>Die Extras darunter können später kommen.</translation>
    </message>
    <message>
        <source>Extras: nice to have, not needed for the work itself</source>
        <translation>Extras: nützlich, für die eigentliche Arbeit nicht nötig</translation>
    </message>
    <message>
        <source>Your own files for {name}</source>
        <translation>Eigene Dateien für {name}</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.gguf *.toml)</source>
        <translation>Gewichte (*.safetensors *.gguf *.toml)</translation>
    </message>
    <message>
        <source>its weights in main memory</source>
        <translation>Gewichte im Hauptspeicher</translation>
    </message>
    <message>
        <source>waits in main memory</source>
        <translation>wartet im Hauptspeicher</translation>
    </message>
    <message>
        <source>{used} of {total}</source>
        <translation>{used} von {total}</translation>
    </message>
    <message>
        <source>Memory in use: {memory}</source>
        <translation>Speicher in Gebrauch: {memory}</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>Kein Modell ist geladen.</translation>
    </message>
    <message>
        <source>Click for the models.</source>
        <translation>Klicken für die Modelle.</translation>
    </message>
    <message>
        <source>memory {memory}</source>
        <translation>Speicher {memory}</translation>
    </message>
    <message>
        <source>Engine: {state}</source>
        <translation>Engine: {state}</translation>
    </message>
    <message>
        <source>Paused; what has arrived is kept.</source>
        <translation>Pausiert; was da ist, bleibt.</translation>
    </message>
    <message>
        <source>Every file is as it should be.</source>
        <translation>Jede Datei ist, wie sie sein soll.</translation>
    </message>
    <message>
        <source>Removed; {bytes} are free again.</source>
        <translation>Entfernt; {bytes} sind wieder frei.</translation>
    </message>
    <message>
        <source>{bytes} are needed and {free} are free on this disk; make room, or remove a model you do not use.</source>
        <translation>{bytes} werden gebraucht und {free} sind auf diesem Datenträger frei; Platz schaffen oder ein unbenutztes Modell entfernen.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut</translation>
    </message>
    <message>
        <source>Place manually…</source>
        <translation>Von Hand ablegen…</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>Seite öffnen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Gated: ask for it on its page with a Hugging Face account, then give Prompt Studio your token (HF_TOKEN, or `hf auth login`).</source>
        <translation>Zugang nötig: auf der Seite mit einem Hugging-Face-Konto beantragen, dann Prompt Studio das Token geben (HF_TOKEN, oder `hf auth login`).</translation>
    </message>
    <message>
        <source>Not here</source>
        <translation>Nicht da</translation>
    </message>
    <message>
        <source>Your own file</source>
        <translation>Eigene Datei</translation>
    </message>
    <message>
        <source>Ships with the program</source>
        <translation>Liegt dem Programm bei</translation>
    </message>
    <message>
        <source>In the Hugging Face cache</source>
        <translation>Im Hugging-Face-Cache</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>{bytes} of it here</source>
        <translation>{bytes} davon da</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Wartet, bis es dran ist</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Lädt</translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Being removed</source>
        <translation>Wird entfernt</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Laden</translation>
    </message>
    <message numerus="yes">
        <source>{first} and %n more are damaged or missing; repairing fetches them again.</source>
        <translation>
            <numerusform>{first} und %n weitere fehlen oder sind beschädigt; Reparieren lädt sie neu.</numerusform>
            <numerusform>{first} und %n weitere fehlen oder sind beschädigt; Reparieren lädt sie neu.</numerusform>
        </translation>
    </message>
    <message>
        <source>{first} is damaged or missing; repairing fetches it again.</source>
        <translation>{first} fehlt oder ist beschädigt; Reparieren lädt die Datei neu.</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Use my own file…</source>
        <translation>Eigene Datei verwenden…</translation>
    </message>
    <message>
        <source>Use my own folder…</source>
        <translation>Eigenen Ordner verwenden…</translation>
    </message>
    <message>
        <source>Back to the catalogue&apos;s model</source>
        <translation>Zurück zum Modell des Katalogs</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Remove {name}? That frees {bytes}.</source>
        <translation>{name} entfernen? Das macht {bytes} frei.</translation>
    </message>
    <message>
        <source>{repo} (its folder {subfolder})</source>
        <translation>{repo} (Ordner {subfolder})</translation>
    </message>
    <message>
        <source>Get these files of {place} and put them into the folder below.</source>
        <translation>Diese Dateien von {place} holen und in den Ordner unten legen.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Fold up</source>
        <translation>Zuklappen</translation>
    </message>
    <message>
        <source>Copy the hash {text}</source>
        <translation>Prüfsumme {text} kopieren</translation>
    </message>
    <message>
        <source>Copy the folder {text}</source>
        <translation>Ordner {text} kopieren</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Prüft…</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>prüft</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>System colours</source>
        <translation>Farben des Systems</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Contrast colours</source>
        <translation>Kontrastreiche Farben</translation>
    </message>
    <message>
        <source>Best there is</source>
        <translation>Das beste vorhandene</translation>
    </message>
    <message>
        <source>NVIDIA GPU (CUDA)</source>
        <translation>NVIDIA-GPU (CUDA)</translation>
    </message>
    <message>
        <source>Apple GPU (MPS)</source>
        <translation>Apple-GPU (MPS)</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Render by itself after an inversion and after every edit</source>
        <translation>Nach einer Inversion und nach jeder Änderung von selbst rendern</translation>
    </message>
    <message>
        <source>Rendering</source>
        <translation>Rendern</translation>
    </message>
    <message>
        <source>Exported pictures say how they were made</source>
        <translation>Exportierte Bilder sagen, wie sie entstanden</translation>
    </message>
    <message>
        <source>Prompt, seed and settings as text inside the PNG file</source>
        <translation>Prompt, Seed und Einstellungen als Text in der PNG-Datei</translation>
    </message>
    <message>
        <source>Keep every render in the library</source>
        <translation>Jedes Bild in der Bibliothek behalten</translation>
    </message>
    <message>
        <source>With its prompt and settings, on this computer only</source>
        <translation>Mit Prompt und Einstellungen, nur auf diesem Computer</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Engine runs on</source>
        <translation>Engine läuft auf</translation>
    </message>
    <message>
        <source>Let weights wait in main memory (slower, for a small GPU)</source>
        <translation>Gewichte im Hauptspeicher warten lassen (langsamer, für eine kleine GPU)</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Let a safety checker look at renders; what it minds is blurred until revealed</source>
        <translation>Einen Sicherheitsprüfer Bilder ansehen lassen; Beanstandetes bleibt unscharf, bis es aufgedeckt wird</translation>
    </message>
    <message>
        <source>An optional model of the profile; the model manager has it among the extras</source>
        <translation>Ein optionales Modell des Profils; in der Modellverwaltung steht es bei den Extras</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Kept in {path}</source>
        <translation>Gespeichert in {path}</translation>
    </message>
    <message>
        <source>Presets…</source>
        <translation>Vorlagen…</translation>
    </message>
    <message>
        <source>The settings of “{name}” are in use.</source>
        <translation>Die Einstellungen von „{name}“ sind in Gebrauch.</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Presets keep method, budget, render and export settings under a name.</source>
        <translation>Vorlagen behalten Einstellungen von Methode, Budget, Rendern und Export unter einem Namen.</translation>
    </message>
    <message>
        <source>Name for the present settings…</source>
        <translation>Name für die jetzigen Einstellungen…</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>Name der Vorlage</translation>
    </message>
    <message>
        <source>Method and its settings</source>
        <translation>Methode und ihre Einstellungen</translation>
    </message>
    <message>
        <source>Render settings</source>
        <translation>Einstellungen zum Rendern</translation>
    </message>
    <message>
        <source>Export settings</source>
        <translation>Einstellungen zum Export</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Presets (*.pspreset)</source>
        <translation>Vorlagen (*.pspreset)</translation>
    </message>
    <message>
        <source>Import presets</source>
        <translation>Vorlagen importieren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>“{name}” is in use.</source>
        <translation>„{name}“ ist in Gebrauch.</translation>
    </message>
    <message>
        <source>“{name}” is kept.</source>
        <translation>„{name}“ ist gespeichert.</translation>
    </message>
    <message>
        <source>“{name}” was imported.</source>
        <translation>„{name}“ wurde importiert.</translation>
    </message>
    <message>
        <source>Presets (*{suffix})</source>
        <translation>Vorlagen (*{suffix})</translation>
    </message>
    <message>
        <source>Export the preset</source>
        <translation>Vorlage exportieren</translation>
    </message>
    <message>
        <source>“{name}” is in {file}.</source>
        <translation>„{name}“ ist in {file}.</translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation>„{name}“ wurde gelöscht.</translation>
    </message>
    <message>
        <source>“{name}” is back.</source>
        <translation>„{name}“ ist wieder da.</translation>
    </message>
    <message>
        <source>One prompt for what the reference images share</source>
        <translation>Ein Prompt für das, was die Referenzbilder gemeinsam haben</translation>
    </message>
    <message>
        <source>How the reference images look, to stand after “in the style of”</source>
        <translation>Wie die Referenzbilder aussehen, um nach „in the style of“ zu stehen</translation>
    </message>
    <message>
        <source>A shorter prompt that means what the present one does; no image needed</source>
        <translation>Ein kürzerer Prompt, der dasselbe bedeutet wie der jetzige; kein Bild nötig</translation>
    </message>
    <message>
        <source>One prompt for each reference image, put together</source>
        <translation>Ein Prompt für jedes Referenzbild, zusammengesetzt</translation>
    </message>
    <message>
        <source>not here</source>
        <translation>nicht da</translation>
    </message>
    <message>
        <source>There is no method “{name}” here; a plug-in may have added it.</source>
        <translation>Die Methode „{name}“ gibt es hier nicht; vielleicht kam sie aus einem Plug-in.</translation>
    </message>
    <message>
        <source>Method of inversion</source>
        <translation>Methode der Inversion</translation>
    </message>
    <message>
        <source>Descends gradients, which needs more memory than looking.</source>
        <translation>Steigt Gradienten hinab, was mehr Speicher braucht als Ansehen.</translation>
    </message>
    <message>
        <source>Minutes where others take seconds.</source>
        <translation>Minuten, wo andere Sekunden brauchen.</translation>
    </message>
    <message>
        <source>Comes from the plug-in {plugin}.</source>
        <translation>Kommt aus dem Plug-in {plugin}.</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>{method} does not do this.</source>
        <translation>{method} kann das nicht.</translation>
    </message>
    <message>
        <source>Length of the shortened prompt</source>
        <translation>Länge des gekürzten Prompts</translation>
    </message>
    <message>
        <source>How long the prompt may be afterwards, in CLIP pieces</source>
        <translation>Wie lang der Prompt danach sein darf, in CLIP-Token</translation>
    </message>
    <message>
        <source>at most 77 pieces</source>
        <translation>höchstens 77 Token</translation>
    </message>
    <message>
        <source>Shorten to</source>
        <translation>Kürzen auf</translation>
    </message>
    <message>
        <source>at most {budget} pieces</source>
        <translation>höchstens {budget} Token</translation>
    </message>
    <message>
        <source>Add an image and invert it – or type a prompt here, word by word.</source>
        <translation>Ein Bild hinzufügen und invertieren – oder hier Wort für Wort einen Prompt tippen.</translation>
    </message>
    <message>
        <source>Invert the image – or type a prompt here, word by word.</source>
        <translation>Das Bild invertieren – oder hier Wort für Wort einen Prompt tippen.</translation>
    </message>
    <message>
        <source>Drag the prompt into another program</source>
        <translation>Den Prompt in ein anderes Programm ziehen</translation>
    </message>
    <message>
        <source>Settings of the method</source>
        <translation>Einstellungen der Methode</translation>
    </message>
    <message>
        <source>Re-invert the rest: locked words stay (Ctrl+Shift+I)</source>
        <translation>Rest neu invertieren: gesperrte Wörter bleiben (Strg+Umschalt+I)</translation>
    </message>
    <message>
        <source>Other prompts that the last inversion found</source>
        <translation>Andere Prompts, die die letzte Inversion fand</translation>
    </message>
    <message>
        <source>Stop and keep the best prompt so far (Esc)</source>
        <translation>Anhalten und den bisher besten Prompt behalten (Esc)</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>Die Engine startet…</translation>
    </message>
    <message>
        <source>Find a prompt for the reference image (Ctrl+I)</source>
        <translation>Einen Prompt für das Referenzbild finden (Strg+I)</translation>
    </message>
    <message>
        <source>Use style with…</source>
        <translation>Stil verwenden mit…</translation>
    </message>
    <message>
        <source>Go to the prompt</source>
        <translation>Zum Prompt gehen</translation>
    </message>
    <message>
        <source>{seconds} s per step</source>
        <translation>{seconds} s je Schritt</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s)</source>
        <translation>
            <numerusform>%n weiterer</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>The same seed and settings give the same prompt again</source>
        <translation>Gleicher Seed und gleiche Einstellungen ergeben wieder denselben Prompt</translation>
    </message>
    <message>
        <source>The engine is still starting.</source>
        <translation>Die Engine startet noch.</translation>
    </message>
    <message>
        <source>Default: {value}</source>
        <translation>Vorgabe: {value}</translation>
    </message>
    <message>
        <source>changed, default {value}</source>
        <translation>geändert, Vorgabe {value}</translation>
    </message>
    <message>
        <source>More ({count} changed)</source>
        <translation>Mehr ({count} geändert)</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Back to the method&apos;s defaults</source>
        <translation>Zurück zu den Vorgaben der Methode</translation>
    </message>
    <message>
        <source>an object, like a lighthouse</source>
        <translation>ein Gegenstand, etwa a lighthouse</translation>
    </message>
    <message>
        <source>Object for the style</source>
        <translation>Gegenstand für den Stil</translation>
    </message>
    <message>
        <source>Make a prompt of the object and the style (Enter)</source>
        <translation>Aus Gegenstand und Stil einen Prompt machen (Eingabe)</translation>
    </message>
    <message>
        <source>these words</source>
        <translation>diese Wörter</translation>
    </message>
    <message>
        <source>Sample: {name}</source>
        <translation>Beispiel: {name}</translation>
    </message>
    <message>
        <source>or try one of these</source>
        <translation>oder eines von diesen nehmen</translation>
    </message>
    <message>
        <source>Drop an image here</source>
        <translation>Bild hierher ziehen</translation>
    </message>
    <message>
        <source>Drop an image here, paste one, or press to open a file</source>
        <translation>Bild hierher ziehen, einfügen, oder drücken, um eine Datei zu öffnen</translation>
    </message>
    <message>
        <source>Drop an image</source>
        <translation>Bild herziehen</translation>
    </message>
    <message>
        <source>paste one (Ctrl+V)
or click to open</source>
        <translation>einfügen (Strg+V)
oder klicken zum Öffnen</translation>
    </message>
    <message>
        <source>show {name}</source>
        <translation>{name} zeigen</translation>
    </message>
    <message>
        <source>style of {name}</source>
        <translation>Stil von {name}</translation>
    </message>
    <message>
        <source>set aside {name}</source>
        <translation>{name} beiseitelegen</translation>
    </message>
    <message>
        <source>crop {name}</source>
        <translation>{name} zuschneiden</translation>
    </message>
    <message>
        <source>pad {name}</source>
        <translation>{name} auffüllen</translation>
    </message>
    <message>
        <source>squash {name}</source>
        <translation>{name} stauchen</translation>
    </message>
    <message>
        <source>remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>move the square of {name}</source>
        <translation>Quadrat von {name} verschieben</translation>
    </message>
    <message>
        <source>weight {weight} for {name}</source>
        <translation>Gewicht {weight} für {name}</translation>
    </message>
    <message>
        <source>move {name}</source>
        <translation>{name} verschieben</translation>
    </message>
    <message>
        <source>Reference image; arrow keys move the square CLIP sees, Alt+Up and Alt+Down the image</source>
        <translation>Referenzbild; Pfeiltasten bewegen das Quadrat, das CLIP sieht, Alt+↑ und Alt+↓ das Bild</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>CLIP sees a square part of the picture; drag it, or turn the wheel over it</source>
        <translation>CLIP sieht einen quadratischen Teil des Bilds; ihn ziehen, oder das Rad darüber drehen</translation>
    </message>
    <message>
        <source>Pad</source>
        <translation>Rand</translation>
    </message>
    <message>
        <source>CLIP sees the whole picture with grey bars</source>
        <translation>CLIP sieht das ganze Bild mit grauen Balken</translation>
    </message>
    <message>
        <source>Squash</source>
        <translation>Stauchen</translation>
    </message>
    <message>
        <source>CLIP sees the whole picture squeezed into a square</source>
        <translation>CLIP sieht das ganze Bild in ein Quadrat gestaucht</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>The prompt says what this picture shows</source>
        <translation>Der Prompt sagt, was dieses Bild zeigt</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>The prompt says only how this picture looks: “… in the style of …”</source>
        <translation>Der Prompt sagt nur, wie dieses Bild aussieht: „… in the style of …“</translation>
    </message>
    <message>
        <source>The picture stays here and counts nothing</source>
        <translation>Das Bild bleibt hier und zählt nicht</translation>
    </message>
    <message>
        <source>Remove this reference</source>
        <translation>Diese Referenz entfernen</translation>
    </message>
    <message>
        <source>What the picture is for</source>
        <translation>Wozu das Bild dient</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>How much the picture counts among those of its role</source>
        <translation>Wie viel das Bild unter denen seiner Rolle zählt</translation>
    </message>
    <message>
        <source>Move up	Alt+Up</source>
        <translation>Nach oben	Alt+↑</translation>
    </message>
    <message>
        <source>Move down	Alt+Down</source>
        <translation>Nach unten	Alt+↓</translation>
    </message>
    <message>
        <source>Use prompt ({source})</source>
        <translation>Prompt verwenden ({source})</translation>
    </message>
    <message>
        <source>Choose prompt ({source})</source>
        <translation>Prompt wählen ({source})</translation>
    </message>
    <message>
        <source>Image {number} ({name}): the words marked {number} come from it</source>
        <translation>Bild {number} ({name}): die mit {number} markierten Wörter stammen daraus</translation>
    </message>
    <message>
        <source>References</source>
        <translation>Referenzen</translation>
    </message>
    <message>
        <source>Open images (Ctrl+O)</source>
        <translation>Bilder öffnen (Strg+O)</translation>
    </message>
    <message>
        <source>{names} and {more} more</source>
        <translation>{names} und {more} weitere</translation>
    </message>
    <message>
        <source>Compare blindly…</source>
        <translation>Blind vergleichen…</translation>
    </message>
    <message>
        <source>Judge renders of two methods without knowing which is which. Order and sides are drawn by lot, every answer is kept at once, and you can go on another day.

A table of pairs is a CSV file with the columns reference, left_method, right_method, left_image, right_image and question. A folder holds a folder “references” and one for each method, with pictures of the same names.</source>
        <translation>Bilder zweier Methoden beurteilen, ohne zu wissen, welches von welcher ist. Reihenfolge und Seiten werden ausgelost, jede Antwort wird sofort gespeichert, und es lässt sich an einem anderen Tag fortsetzen.

Eine Tabelle von Paaren ist eine CSV-Datei mit den Spalten reference, left_method, right_method, left_image, right_image und question. Ein Ordner enthält einen Ordner „references“ und einen für jede Methode, mit Bildern gleicher Namen.</translation>
    </message>
    <message>
        <source>Compare blindly</source>
        <translation>Blind vergleichen</translation>
    </message>
    <message>
        <source>Open a table…</source>
        <translation>Tabelle öffnen…</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <source>Folder of methods</source>
        <translation>Ordner von Methoden</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>1  Left is better</source>
        <translation>1  Links ist besser</translation>
    </message>
    <message>
        <source>0  No difference</source>
        <translation>0  Kein Unterschied</translation>
    </message>
    <message>
        <source>2  Right is better</source>
        <translation>2  Rechts ist besser</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Answer the last pair again (Backspace)</source>
        <translation>Das letzte Paar noch einmal beantworten (Rücktaste)</translation>
    </message>
    <message>
        <source>Open another…</source>
        <translation>Andere öffnen…</translation>
    </message>
    <message>
        <source>Table of pairs</source>
        <translation>Tabelle von Paaren</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>{done} of {total} done</source>
        <translation>{done} von {total} fertig</translation>
    </message>
    <message>
        <source>The pair was left out.</source>
        <translation>Das Paar wurde ausgelassen.</translation>
    </message>
    <message>
        <source>Nothing was judged.</source>
        <translation>Nichts wurde beurteilt.</translation>
    </message>
    <message>
        <source>{done} of {total} pairs are done. The answers are in {file}.</source>
        <translation>{done} von {total} Paaren sind fertig. Die Antworten sind in {file}.</translation>
    </message>
    <message>
        <source>{number}%</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Fit ▲ how well the words describe the picture, as CLIP sees both. Higher is better.</source>
        <translation>Passung ▲ wie gut die Wörter das Bild beschreiben, wie CLIP beide sieht. Höher ist besser.</translation>
    </message>
    <message>
        <source>Edit ▲ how freely single words can be swapped without the others losing their sense: 1 is freely. Higher is better.</source>
        <translation>Edit ▲ wie frei sich einzelne Wörter tauschen lassen, ohne dass die anderen ihren Sinn verlieren: 1 ist frei. Höher ist besser.</translation>
    </message>
    <message>
        <source>Fluency ▲ how naturally the words read, as the language model judges: 0 is the most natural, lower is stranger. Higher is better.</source>
        <translation>Sprachfluss ▲ wie natürlich die Wörter klingen, nach Urteil des Sprachmodells: 0 ist am natürlichsten, niedriger ist seltsamer. Höher ist besser.</translation>
    </message>
    <message>
        <source>Reach ▼ how far a swap is likely to disturb the rest of the picture. Fewer dots are better. It is a guess from how closely the word is coupled with the others: over 153 measured swaps its rank correlation with how far the rest changed was 0.32 (0: none, 1: perfect).</source>
        <translation>Reichweite ▼ wie weit ein Tausch den Rest des Bilds wohl stört. Weniger Punkte sind besser. Es ist eine Schätzung daraus, wie eng das Wort mit den anderen gekoppelt ist: Über 153 gemessene Tausche war ihre Rangkorrelation damit, wie sehr sich der Rest änderte, 0,32 (0: keine, 1: vollkommen).</translation>
    </message>
    <message>
        <source>how sure the language model is of this word when it sees the others: 0 not at all, 1 wholly</source>
        <translation>wie sicher sich das Sprachmodell dieses Worts ist, wenn es die anderen sieht: 0 gar nicht, 1 völlig</translation>
    </message>
    <message>
        <source>model manager (Ctrl+M)</source>
        <translation>Modellverwaltung (Strg+M)</translation>
    </message>
    <message>
        <source>Inversion</source>
        <translation>Inversion</translation>
    </message>
    <message>
        <source>Distillation</source>
        <translation>Kürzung</translation>
    </message>
    <message>
        <source>Multi-concept</source>
        <translation>Multi-Konzept</translation>
    </message>
    <message>
        <source>Takes {cost}.</source>
        <translation>Braucht: {cost}.</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>langsam</translation>
    </message>
    <message>
        <source>gradients</source>
        <translation>Gradienten</translation>
    </message>
    <message>
        <source>plug-in</source>
        <translation>Plug-in</translation>
    </message>
    <message>
        <source>It needs a {what}; the profile “{profile}” has none. Choose another in the {manager}.</source>
        <translation>Nötig ist: {what}; das Profil „{profile}“ hat nichts dergleichen. Ein anderes in der {manager} wählen.</translation>
    </message>
    <message>
        <source>It needs {name} ({what}), which is not on this machine: the {manager} gets it.</source>
        <translation>Nötig ist {name} ({what}), das nicht auf diesem Computer ist: Die {manager} holt es.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>guidance rescale</source>
        <translation>Guidance-Rescale</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>scheduler</source>
        <translation>Scheduler</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Reads the image</source>
        <translation>Liest das Bild</translation>
    </message>
    <message>
        <source>guide CLIP: how well words fit the image; steers every inversion</source>
        <translation>Leit-CLIP: wie gut Wörter zum Bild passen; steuert jede Inversion</translation>
    </message>
    <message>
        <source>Finds words</source>
        <translation>Findet Wörter</translation>
    </message>
    <message>
        <source>masked language model: the flagship inversion, suggestions and coupling</source>
        <translation>maskiertes Sprachmodell: die Hauptmethode, Vorschläge und Kopplung</translation>
    </message>
    <message>
        <source>Writes on</source>
        <translation>Schreibt weiter</translation>
    </message>
    <message>
        <source>causal language model: inversion with VGD</source>
        <translation>kausales Sprachmodell: Inversion mit VGD</translation>
    </message>
    <message>
        <source>Makes pictures</source>
        <translation>Macht Bilder</translation>
    </message>
    <message>
        <source>text to image: renders A and B</source>
        <translation>Text zu Bild: rendert A und B</translation>
    </message>
    <message>
        <source>Makes quick pictures</source>
        <translation>Macht schnelle Bilder</translation>
    </message>
    <message>
        <source>fast text to image: an early look</source>
        <translation>schnelles Text zu Bild: ein früher Blick</translation>
    </message>
    <message>
        <source>Knows phrases</source>
        <translation>Kennt Wendungen</translation>
    </message>
    <message>
        <source>lists of nouns, places, light and styles that inversions choose from</source>
        <translation>Listen von Dingen, Orten, Licht und Stilen, aus denen Inversionen wählen</translation>
    </message>
    <message>
        <source>Describes the image</source>
        <translation>Beschreibt das Bild</translation>
    </message>
    <message>
        <source>captioner: a first sentence to start from</source>
        <translation>Bildbeschreiber: ein erster Satz zum Anfangen</translation>
    </message>
    <message>
        <source>Looks and writes</source>
        <translation>Sieht und schreibt</translation>
    </message>
    <message>
        <source>vision-language model: inversion that sees the image</source>
        <translation>Bild-Sprach-Modell: Inversion, die das Bild sieht</translation>
    </message>
    <message>
        <source>Finds things</source>
        <translation>Findet Dinge</translation>
    </message>
    <message>
        <source>segmenter: which part of a picture a word stands for</source>
        <translation>Segmentierer: für welchen Teil eines Bilds ein Wort steht</translation>
    </message>
    <message>
        <source>Checks renders</source>
        <translation>Prüft Bilder</translation>
    </message>
    <message>
        <source>safety checker: hides what one may not want to see until asked</source>
        <translation>Sicherheitsprüfer: verbirgt, was man vielleicht nicht sehen will, bis man fragt</translation>
    </message>
    <message>
        <source>Judges prompts</source>
        <translation>Beurteilt Prompts</translation>
    </message>
    <message>
        <source>judge CLIP: only evaluates, never steers</source>
        <translation>Prüf-CLIP: wertet nur aus, steuert nie</translation>
    </message>
    <message>
        <source>Judges coupling</source>
        <translation>Beurteilt Kopplung</translation>
    </message>
    <message>
        <source>masked language model that only evaluates</source>
        <translation>maskiertes Sprachmodell, das nur auswertet</translation>
    </message>
    <message>
        <source>Judges language</source>
        <translation>Beurteilt Sprache</translation>
    </message>
    <message>
        <source>causal language model that only evaluates</source>
        <translation>kausales Sprachmodell, das nur auswertet</translation>
    </message>
    <message>
        <source>Measures fluency</source>
        <translation>Misst den Sprachfluss</translation>
    </message>
    <message>
        <source>perplexity of prompts, for evaluations</source>
        <translation>Perplexität von Prompts, für Auswertungen</translation>
    </message>
    <message>
        <source>Compares sentences</source>
        <translation>Vergleicht Sätze</translation>
    </message>
    <message>
        <source>BERTScore of prompts, for evaluations</source>
        <translation>BERTScore von Prompts, für Auswertungen</translation>
    </message>
    <message>
        <source>Compares pictures</source>
        <translation>Vergleicht Bilder</translation>
    </message>
    <message>
        <source>LPIPS distance of renders, for evaluations</source>
        <translation>LPIPS-Abstand von Bildern, für Auswertungen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Words (while the prompt has the keyboard)</source>
        <translation>Wörter (solange der Prompt die Tastatur hat)</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Go to another word</source>
        <translation>Zu einem anderen Wort gehen</translation>
    </message>
    <message>
        <source>Enter, F2 or typing</source>
        <translation>Eingabe, F2 oder tippen</translation>
    </message>
    <message>
        <source>Space or click</source>
        <translation>Leertaste oder Klick</translation>
    </message>
    <message>
        <source>Take a suggestion</source>
        <translation>Einen Vorschlag nehmen</translation>
    </message>
    <message>
        <source>Swap all mentions of the word</source>
        <translation>Alle Vorkommen des Worts tauschen</translation>
    </message>
    <message>
        <source>Lock or unlock</source>
        <translation>Sperren oder entsperren</translation>
    </message>
    <message>
        <source>More or less weight</source>
        <translation>Mehr oder weniger Gewicht</translation>
    </message>
    <message>
        <source>Move the word</source>
        <translation>Das Wort verschieben</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Compare (while the pictures have the keyboard)</source>
        <translation>Vergleich (solange die Bilder die Tastatur haben)</translation>
    </message>
    <message>
        <source>Space (hold)</source>
        <translation>Leertaste (halten)</translation>
    </message>
    <message>
        <source>Flick between A and B</source>
        <translation>Zwischen A und B wechseln</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Rad</translation>
    </message>
    <message>
        <source>Zoom both</source>
        <translation>Beide vergrößern</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>Move both</source>
        <translation>Beide bewegen</translation>
    </message>
    <message>
        <source>Reference image</source>
        <translation>Referenzbild</translation>
    </message>
    <message>
        <source>Arrows or drag</source>
        <translation>Pfeiltasten oder ziehen</translation>
    </message>
    <message>
        <source>Move the square CLIP sees</source>
        <translation>Das Quadrat bewegen, das CLIP sieht</translation>
    </message>
    <message>
        <source>Resize it</source>
        <translation>Seine Größe ändern</translation>
    </message>
    <message>
        <source>Move the picture, as dragging its name does</source>
        <translation>Das Bild verschieben, wie durch Ziehen an seinem Namen</translation>
    </message>
    <message>
        <source>Work is going on</source>
        <translation>Es wird noch gearbeitet</translation>
    </message>
    <message>
        <source>Prompt Studio is still {running}.</source>
        <translation>Prompt Studio ist noch nicht fertig: {running}.</translation>
    </message>
    <message>
        <source>What stops keeps its best so far.</source>
        <translation>Was anhält, behält sein bisher Bestes.</translation>
    </message>
    <message>
        <source>Close when done</source>
        <translation>Schließen, wenn fertig</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>The window closes when this is done.</source>
        <translation>Das Fenster schließt sich, wenn das fertig ist.</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Switch light and dark</source>
        <translation>Hell und dunkel wechseln</translation>
    </message>
    <message>
        <source>About Prompt Studio</source>
        <translation>Über Prompt Studio</translation>
    </message>
    <message>
        <source>Prompt Studio {version}. Turns an image into a prompt that a person can edit. Apache-2.0; Qt under LGPL-3.</source>
        <translation>Prompt Studio {version}. Macht aus einem Bild einen Prompt, den man bearbeiten kann. Apache-2.0; Qt unter LGPL-3.</translation>
    </message>
    <message>
        <source>no engine</source>
        <translation>keine Engine</translation>
    </message>
    <message>
        <source>starting again…</source>
        <translation>startet neu…</translation>
    </message>
    <message>
        <source>Do first</source>
        <translation>Vorziehen</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Nothing is running.</source>
        <translation>Nichts läuft.</translation>
    </message>
    <message>
        <source>Let the engine work on this before everything else</source>
        <translation>Die Engine zuerst daran arbeiten lassen</translation>
    </message>
    <message>
        <source>Stop {name}</source>
        <translation>{name} anhalten</translation>
    </message>
    <message>
        <source>Pause all downloads; what has arrived is kept</source>
        <translation>Alle Downloads pausieren; was da ist, bleibt</translation>
    </message>
    <message>
        <source>Reading and writing files</source>
        <translation>Liest und schreibt Dateien</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>running, beside everything else</source>
        <translation>läuft, neben allem anderen</translation>
    </message>
    <message>
        <source>loading: {stage}</source>
        <translation>lädt: {stage}</translation>
    </message>
    <message>
        <source>waits until “{doing}” is done</source>
        <translation>wartet auf: {doing}</translation>
    </message>
    <message>
        <source>Command palette…</source>
        <translation>Befehlspalette…</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Was soll geschehen?</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>All commands (Ctrl+K)</source>
        <translation>Alle Befehle (Strg+K)</translation>
    </message>
    <message>
        <source>There are unsaved changes</source>
        <translation>Es gibt ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>Jobs: what runs, what waits, and a Stop for each (Ctrl+Shift+J)</source>
        <translation>Aufgaben: was läuft, was wartet, und Anhalten für jede (Strg+Umschalt+J)</translation>
    </message>
    <message>
        <source>Stop everything (Esc)</source>
        <translation>Alles anhalten (Esc)</translation>
    </message>
    <message>
        <source>reading and writing files</source>
        <translation>liest und schreibt Dateien</translation>
    </message>
    <message>
        <source>Running: {names}</source>
        <translation>Läuft: {names}</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nichts läuft</translation>
    </message>
    <message>
        <source>{what} “{step}”</source>
        <translation>{what}: „{step}“</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Language of the system</source>
        <translation>Sprache des Systems</translation>
    </message>
    <message>
        <source>The language changes with the next start.</source>
        <translation>Die Sprache wechselt beim nächsten Start.</translation>
    </message>
    <message>
        <source>fit</source>
        <comment>figure</comment>
        <translation>Passung</translation>
    </message>
    <message>
        <source>edit</source>
        <comment>figure</comment>
        <translation>Edit</translation>
    </message>
    <message>
        <source>fluency</source>
        <comment>figure</comment>
        <translation>Fluss</translation>
    </message>
    <message>
        <source>and</source>
        <translation>und</translation>
    </message>
    <message>
        <source>Prompt Studio crashed last time. What developers need to know was written down.</source>
        <translation>Prompt Studio ist beim letzten Mal abgestürzt. Was Entwickler wissen müssen, wurde aufgeschrieben.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Copy for a report</source>
        <translation>Für einen Bericht kopieren</translation>
    </message>
    <message>
        <source>Ctrl+click another entry to compare the two.</source>
        <translation>Strg+Klick auf einen anderen Eintrag vergleicht die beiden.</translation>
    </message>
    <message>
        <source>See the document again, which is as it was (Esc)</source>
        <translation>Das Dokument wieder sehen, das ist, wie es war (Esc)</translation>
    </message>
    <message>
        <source>Smooth when enlarged</source>
        <translation>Vergrößert glätten</translation>
    </message>
    <message>
        <source>fade</source>
        <translation>Überblendung</translation>
    </message>
    <message>
        <source>fade, {share} {name}</source>
        <translation>Überblendung, {share} {name}</translation>
    </message>
    <message>
        <source>Fade</source>
        <translation>Blende</translation>
    </message>
    <message>
        <source>B through A: the handle or the arrow keys go from one to the other</source>
        <translation>B durch A hindurch: Griff oder Pfeiltasten gehen vom einen zum anderen</translation>
    </message>
    <message>
        <source>Influence was not worked out.</source>
        <translation>Der Einfluss wurde nicht berechnet.</translation>
    </message>
    <message>
        <source>Influence is worked out when you ask for it.</source>
        <translation>Der Einfluss wird auf Wunsch berechnet.</translation>
    </message>
    <message>
        <source>Influence would take about {time}, so it waits until you ask for it.</source>
        <translation>Der Einfluss würde etwa {time} brauchen und wartet daher auf Wunsch.</translation>
    </message>
    <message>
        <source>re-inverted</source>
        <translation>neu invertiert</translation>
    </message>
    <message>
        <source>Work out</source>
        <translation>Berechnen</translation>
    </message>
    <message>
        <source>{count} entries</source>
        <translation>{count} Einträge</translation>
    </message>
    <message>
        <source>remove “{what}” from the history</source>
        <translation>„{what}“ aus dem Verlauf entfernen</translation>
    </message>
    <message>
        <source>restore “{title}”</source>
        <translation>„{title}“ wiederherstellen</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Program and engine together</source>
        <translation>Programm und Engine zusammen</translation>
    </message>
    <message>
        <source>Last crash</source>
        <translation>Letzter Absturz</translation>
    </message>
    <message>
        <source>What the last crash left</source>
        <translation>Was der letzte Absturz hinterließ</translation>
    </message>
    <message>
        <source>Least level</source>
        <translation>Mindeste Stufe</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Reports name prompts and files</source>
        <translation>Mit Prompts und Dateien</translation>
    </message>
    <message>
        <source>Without it a report leaves out the prompt and everything that stands in quotation marks</source>
        <translation>Sonst lässt ein Bericht den Prompt und alles in Anführungszeichen weg</translation>
    </message>
    <message>
        <source>What is selected, or else all that is shown</source>
        <translation>Was ausgewählt ist, sonst alles Gezeigte</translation>
    </message>
    <message>
        <source>Versions, machine, models and the last lines; folders of yours are shortened</source>
        <translation>Versionen, Rechner, Modelle und die letzten Zeilen; eigene Ordner werden gekürzt</translation>
    </message>
    <message>
        <source>Nothing crashed.</source>
        <translation>Nichts ist abgestürzt.</translation>
    </message>
    <message>
        <source>{shown} of {all} entries</source>
        <translation>{shown} von {all} Einträgen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>The report is on the clipboard</source>
        <translation>Der Bericht ist in der Zwischenablage</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>Protokoll speichern</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>Gespeichert als {name}</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>“{title}” was not rendered.</source>
        <translation>„{title}“ wurde nicht gerendert.</translation>
    </message>
    <message>
        <source>“{title}”, from the history</source>
        <translation>„{title}“, aus dem Verlauf</translation>
    </message>
    <message>
        <source>A is “{title}”</source>
        <translation>A ist „{title}“</translation>
    </message>
    <message>
        <source>An entry was removed from the history.</source>
        <translation>Ein Eintrag wurde aus dem Verlauf entfernt.</translation>
    </message>
    <message>
        <source>{count} entries were removed from the history.</source>
        <translation>{count} Einträge wurden aus dem Verlauf entfernt.</translation>
    </message>
    <message>
        <source>Prompt and settings copied.</source>
        <translation>Prompt und Einstellungen kopiert.</translation>
    </message>
    <message>
        <source>Restore	Enter</source>
        <translation>Wiederherstellen	Eingabe</translation>
    </message>
    <message>
        <source>Make it A</source>
        <translation>Zu A machen</translation>
    </message>
    <message>
        <source>Rename…	F2</source>
        <translation>Umbenennen…	F2</translation>
    </message>
    <message>
        <source>Take the star off</source>
        <translation>Stern entfernen</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>Stern</translation>
    </message>
    <message>
        <source>Seed copied.</source>
        <translation>Seed kopiert.</translation>
    </message>
    <message>
        <source>Copy everything</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Remove	Del</source>
        <translation>Entfernen	Entf</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>mit Stern</translation>
    </message>
    <message>
        <source>made from “{title}”</source>
        <translation>entstanden aus „{title}“</translation>
    </message>
    <message>
        <source>Enter restores, F2 renames, Delete removes</source>
        <translation>Eingabe stellt wieder her, F2 benennt um, Entf entfernt</translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n Eintrag</numerusform>
            <numerusform>%n Einträge</numerusform>
        </translation>
    </message>
    <message>
        <source>The same words.</source>
        <translation>Dieselben Wörter.</translation>
    </message>
    <message>
        <source>Pin this one, and it is compared with the next that is selected.</source>
        <translation>Dieses anheften, dann wird es mit dem als Nächstes ausgewählten verglichen.</translation>
    </message>
    <message>
        <source>Worked out after every edit where it takes less than 10 s</source>
        <translation>Nach jeder Änderung berechnet, wo es unter 10 s dauert</translation>
    </message>
    <message>
        <source>Worked out after every edit</source>
        <translation>Nach jeder Änderung berechnet</translation>
    </message>
    <message>
        <source>Worked out when you ask for it</source>
        <translation>Auf Wunsch berechnet</translation>
    </message>
    <message>
        <source>How the words of the prompt act on each other; it is measured how long it takes</source>
        <translation>Wie die Wörter des Prompts aufeinander wirken; gemessen wird, wie lange es dauert</translation>
    </message>
    <message>
        <source>Ctrl+↑ / Ctrl+↓</source>
        <translation>Strg+↑ / Strg+↓</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Ins</source>
        <translation>Einfg</translation>
    </message>
    <message>
        <source>Ctrl+A</source>
        <translation>Strg+A</translation>
    </message>
    <message>
        <source>The coupling of words: the mean over their pieces</source>
        <translation>Die Kopplung der Wörter: das Mittel über ihre Token</translation>
    </message>
    <message>
        <source>Pieces</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>The coupling of the pieces that the language model reads</source>
        <translation>Die Kopplung der Token, die das Sprachmodell liest</translation>
    </message>
    <message>
        <source>Coupling of pieces</source>
        <translation>Kopplung der Token</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Search commands or keys</source>
        <translation>Befehle oder Tasten suchen</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Double click or Enter on a command, then press its new key.</source>
        <translation>Doppelklick oder Eingabe auf einem Befehl, dann die neue Taste drücken.</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>Nehmen</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Lassen</translation>
    </message>
    <message>
        <source>Set key</source>
        <translation>Taste setzen</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>The key that the command had at first</source>
        <translation>Die Taste, die der Befehl zuerst hatte</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>{command}: {keys}</source>
        <translation>{command}: {keys}</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>keine Taste</translation>
    </message>
    <message>
        <source>Press the new key for “{command}”; Esc leaves it.</source>
        <translation>Die neue Taste für „{command}“ drücken; Esc lässt die alte.</translation>
    </message>
    <message>
        <source>{keys} stays with the words of the prompt (“{command}”). Press another key; Esc leaves it.</source>
        <translation>{keys} bleibt bei den Wörtern des Prompts („{command}“). Eine andere Taste drücken; Esc lässt die alte.</translation>
    </message>
    <message>
        <source>{keys} belongs to “{command}”.</source>
        <translation>{keys} gehört zu „{command}“.</translation>
    </message>
    <message>
        <source>Type over the word; the letters of commands stay commands</source>
        <translation>Wort überschreiben; Befehlstasten bleiben</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Strg+Eingabe</translation>
    </message>
    <message>
        <source>Keys of commands…</source>
        <translation>Tasten der Befehle…</translation>
    </message>
    <message>
        <source>word</source>
        <translation>Wort</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>What the figures mean</source>
        <translation>Was die Zahlen bedeuten</translation>
    </message>
    <message>
        <source>Search all pages</source>
        <translation>Alle Seiten durchsuchen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>The page before (Alt+Left)</source>
        <translation>Die Seite davor (Alt+←)</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>This page was not installed.</source>
        <translation>Diese Seite wurde nicht installiert.</translation>
    </message>
    <message>
        <source>{page} is a file of the source code.</source>
        <translation>{page} ist eine Datei des Quelltexts.</translation>
    </message>
    <message>
        <source>*Edit › Keys of commands* gives a command another key.</source>
        <translation>*Bearbeiten › Tasten der Befehle* gibt einem Befehl eine andere Taste.</translation>
    </message>
    <message>
        <source>Nothing holds “{typed}”.</source>
        <translation>Nichts enthält „{typed}“.</translation>
    </message>
    <message>
        <source>A tour</source>
        <translation>Rundgang</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>Methoden</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>From Python</source>
        <translation>Aus Python</translation>
    </message>
    <message>
        <source>Algorithms</source>
        <translation>Algorithmen</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>Architektur</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Entscheidungen</translation>
    </message>
    <message>
        <source>Contributing</source>
        <translation>Mitwirken</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was sie tut</translation>
    </message>
    <message>
        <source>Renderers</source>
        <translation>Renderer</translation>
    </message>
    <message>
        <source>Only what has a star</source>
        <translation>Nur was einen Stern hat</translation>
    </message>
    <message>
        <source>A picture</source>
        <translation>Ein Bild</translation>
    </message>
    <message>
        <source>Drop a picture on the window, paste one, or click one of the samples.</source>
        <translation>Ein Bild auf das Fenster ziehen, eines einfügen oder eines der Beispiele anklicken.</translation>
    </message>
    <message>
        <source>Its prompt</source>
        <translation>Sein Prompt</translation>
    </message>
    <message>
        <source>Invert: a prompt for the picture appears, word by word. It takes a moment.</source>
        <translation>Invertieren: Wort für Wort entsteht ein Prompt zum Bild. Das dauert einen Augenblick.</translation>
    </message>
    <message>
        <source>Click a word and take a suggestion, or type your own. The picture with the new word is shown beside A.</source>
        <translation>Ein Wort anklicken und einen Vorschlag nehmen oder ein eigenes tippen. Das Bild mit dem neuen Wort erscheint neben A.</translation>
    </message>
    <message>
        <source>Take it along</source>
        <translation>Mitnehmen</translation>
    </message>
    <message>
        <source>Export the prompt or the pictures. Every edit can be undone, without limit.</source>
        <translation>Den Prompt oder die Bilder exportieren. Jede Änderung lässt sich rückgängig machen, unbegrenzt.</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>{step} of {steps}</source>
        <translation>{step} von {steps}</translation>
    </message>
    <message>
        <source>End the guide</source>
        <translation>Anleitung beenden</translation>
    </message>
    <message>
        <source>Help › First steps brings it back (Esc)</source>
        <translation>Hilfe › Erste Schritte holt sie zurück (Esc)</translation>
    </message>
    <message>
        <source>An engine elsewhere</source>
        <translation>Eine Engine anderswo</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Renderer</source>
        <translation>Renderer</translation>
    </message>
    <message>
        <source>{name} (not here)</source>
        <translation>{name} (nicht hier)</translation>
    </message>
    <message>
        <source>There is no renderer “{name}” here</source>
        <translation>Einen Renderer „{name}“ gibt es hier nicht</translation>
    </message>
    <message>
        <source>This renderer takes no negative prompt</source>
        <translation>Dieser Renderer nimmt keinen negativen Prompt</translation>
    </message>
    <message>
        <source>no attention maps (regions come from the segmenter or the change map)</source>
        <translation>keine Attention-Karten (Bereiche kommen vom Segmentierer oder aus der Änderungskarte)</translation>
    </message>
    <message>
        <source>no learned words</source>
        <translation>keine gelernten Wörter</translation>
    </message>
    <message>
        <source>weights of words are left out</source>
        <translation>Gewichte von Wörtern bleiben außer Acht</translation>
    </message>
    <message>
        <source>no pictures in a few steps</source>
        <translation>keine Bilder in wenigen Schritten</translation>
    </message>
    <message>
        <source>Render with the profile&apos;s own model</source>
        <translation>Mit dem Modell des Profils rendern</translation>
    </message>
    <message>
        <source>“{name}” is not here; another renderer can be chosen.</source>
        <translation>„{name}“ ist nicht hier; ein anderer Renderer lässt sich wählen.</translation>
    </message>
    <message>
        <source>renderer</source>
        <translation>Renderer</translation>
    </message>
    <message>
        <source>the profile&apos;s own renderer</source>
        <translation>Modell des Profils</translation>
    </message>
    <message>
        <source>The pictures of {name} are references of one prompt.</source>
        <translation>Die Bilder aus {name} sind Referenzbilder eines gemeinsamen Prompts.</translation>
    </message>
    <message>
        <source>A prompt for each…</source>
        <translation>Ein Prompt für jedes…</translation>
    </message>
    <message>
        <source>This document is rendered with “{name}”, which is not here.</source>
        <translation>Dieses Dokument wird mit „{name}“ gerendert, und das ist nicht hier.</translation>
    </message>
    <message>
        <source>Copy the words without weights</source>
        <translation>Wörter ohne Gewichte kopieren</translation>
    </message>
    <message>
        <source>Installing</source>
        <translation>Installieren</translation>
    </message>
    <message>
        <source>Models on this computer…</source>
        <translation>Modelle auf diesem Rechner…</translation>
    </message>
    <message>
        <source>What ComfyUI, AUTOMATIC1111, Forge and the Hugging Face cache have</source>
        <translation>Was ComfyUI, AUTOMATIC1111, Forge und der Cache von Hugging Face haben</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>Modelle auf diesem Rechner</translation>
    </message>
    <message>
        <source>Look into a folder…</source>
        <translation>In einem Ordner nachsehen…</translation>
    </message>
    <message>
        <source>A folder with models</source>
        <translation>Ein Ordner mit Modellen</translation>
    </message>
    <message>
        <source>They stay where they are: nothing is copied, nothing is changed.</source>
        <translation>Sie bleiben, wo sie sind: Nichts wird kopiert, nichts geändert.</translation>
    </message>
    <message>
        <source>Nothing that could render was found in the usual folders of ComfyUI, AUTOMATIC1111 and Forge.</source>
        <translation>In den üblichen Ordnern von ComfyUI, AUTOMATIC1111 und Forge wurde nichts gefunden, das rendern kann.</translation>
    </message>
    <message>
        <source>Also there, and not read by Prompt Studio</source>
        <translation>Auch vorhanden, von Prompt Studio nicht gelesen</translation>
    </message>
    <message>
        <source>Among the renderers</source>
        <translation>Unter den Renderern</translation>
    </message>
    <message>
        <source>Use for “{profile}”</source>
        <translation>Für „{profile}“ benutzen</translation>
    </message>
    <message>
        <source>Use as a renderer</source>
        <translation>Als Renderer benutzen</translation>
    </message>
    <message>
        <source>The shortest way to photographs</source>
        <translation>Der kürzeste Weg zu Fotos</translation>
    </message>
    <message>
        <source>Look for models…</source>
        <translation>Modelle suchen…</translation>
    </message>
    <message>
        <source>How that works</source>
        <translation>Wie das geht</translation>
    </message>
    <message>
        <source>ComfyUI, AUTOMATIC1111 or Forge on this computer: their models can render here, and nothing is copied.</source>
        <translation>ComfyUI, AUTOMATIC1111 oder Forge auf diesem Rechner: Ihre Modelle können hier rendern, und nichts wird kopiert.</translation>
    </message>
    <message>
        <source>A computer with a GPU that you reach by ssh: it does the work, and nothing is downloaded here.</source>
        <translation>Ein Rechner mit GPU, der über ssh erreichbar ist: Er macht die Arbeit, und hier wird nichts geladen.</translation>
    </message>
    <message>
        <source>A running ComfyUI, AUTOMATIC1111 or SwarmUI: it makes the pictures; prompts still need a profile.</source>
        <translation>Ein laufendes ComfyUI, AUTOMATIC1111 oder SwarmUI: Es macht die Bilder; Prompts brauchen trotzdem ein Profil.</translation>
    </message>
    <message>
        <source>{profile}: {bytes}, {time} on a line of {speed} Mbit/s.</source>
        <translation>{profile}: {bytes}, {time} bei einer Leitung mit {speed} Mbit/s.</translation>
    </message>
    <message>
        <source>{used} of {budget} {reader} pieces. {warning}</source>
        <translation>{used} von {budget} {reader}-Token. {warning}</translation>
    </message>
    <message>
        <source>Use this computer</source>
        <translation>Diesen Rechner benutzen</translation>
    </message>
    <message>
        <source>Models on {place}</source>
        <translation>Modelle auf {place}</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>Wofür</translation>
    </message>
    <message>
        <source>There</source>
        <translation>Dort</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Noch einmal fragen</translation>
    </message>
    <message>
        <source>The engine there has not answered yet.</source>
        <translation>Die Engine dort hat noch nicht geantwortet.</translation>
    </message>
    <message>
        <source>The profile there is {profile}. Its models are fetched there, with this command in a terminal; `models use` in place of `models download` chooses another profile.</source>
        <translation>Das Profil dort ist {profile}. Seine Modelle werden dort geholt, mit diesem Befehl in einem Terminal; `models use` statt `models download` wählt ein anderes Profil.</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>Line to the engine: {line}</source>
        <translation>Verbindung zur Engine: {line}</translation>
    </message>
    <message>
        <source>Where the engine runs</source>
        <translation>Wo die Engine läuft</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>The engine runs on: {place}</source>
        <translation>Die Engine läuft auf: {place}</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>verbindet…</translation>
    </message>
    <message>
        <source>{milliseconds} ms</source>
        <translation>{milliseconds} ms</translation>
    </message>
    <message>
        <source>Engines</source>
        <translation>Engines</translation>
    </message>
    <message>
        <source>Command that leads there</source>
        <translation>Befehl, der dorthin führt</translation>
    </message>
    <message>
        <source>Program there</source>
        <translation>Programm dort</translation>
    </message>
    <message>
        <source>Machines with an engine</source>
        <translation>Rechner mit einer Engine</translation>
    </message>
    <message>
        <source>What you call that machine</source>
        <translation>Eigener Name für den Rechner</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Add or change</source>
        <translation>Hinzufügen oder ändern</translation>
    </message>
    <message>
        <source>Prompt Studio must be installed there with its models, and the command must work in a terminal without a question. Profile and device are those of that machine.</source>
        <translation>Prompt Studio muss dort mit seinen Modellen installiert sein, und der Befehl muss in einem Terminal ohne Rückfrage funktionieren. Profil und Gerät sind die des Rechners dort.</translation>
    </message>
    <message>
        <source>ssh user@box</source>
        <translation>ssh user@box</translation>
    </message>
    <message>
        <source>The engine runs there from now on</source>
        <translation>Die Engine läuft von jetzt an dort</translation>
    </message>
    <message>
        <source>{place} (used)</source>
        <translation>{place} (benutzt)</translation>
    </message>
    <message>
        <source>past the end of what the renderer reads</source>
        <translation>hinter dem Ende dessen, was der Renderer liest</translation>
    </message>
    <message>
        <source>Rendered with “{name}”</source>
        <translation>Gerendert mit „{name}“</translation>
    </message>
    <message>
        <source>Programs that render</source>
        <translation>Programme, die rendern</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>user:password or a token, where it wants one</source>
        <translation>benutzer:passwort oder ein Token, wo es eins will</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>the one that ships</source>
        <translation>der mitgelieferte</translation>
    </message>
    <message>
        <source>Your own graph of ComfyUI, exported in the API format</source>
        <translation>Ein eigener Graph von ComfyUI, im API-Format exportiert</translation>
    </message>
    <message>
        <source>Choose a graph…</source>
        <translation>Graph wählen…</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Ask whether it is there, and what it has</source>
        <translation>Fragen, ob es da ist und was es hat</translation>
    </message>
    <message>
        <source>Add a ComfyUI, AUTOMATIC1111, Forge or SwarmUI that is running.</source>
        <translation>Hier lässt sich ein laufendes ComfyUI, AUTOMATIC1111, Forge oder SwarmUI hinzufügen.</translation>
    </message>
    <message>
        <source>A graph in ComfyUI&apos;s API format</source>
        <translation>Ein Graph im API-Format von ComfyUI</translation>
    </message>
    <message>
        <source>Graphs (*.json)</source>
        <translation>Graphen (*.json)</translation>
    </message>
    <message>
        <source>Asking {address}…</source>
        <translation>Fragt {address}…</translation>
    </message>
    <message>
        <source>As the program calls it; empty for its own choice. Test lists what it has.</source>
        <translation>Wie das Programm es nennt; leer für dessen eigene Wahl. „Testen“ listet, was es hat.</translation>
    </message>
    <message>
        <source>Renderers…</source>
        <translation>Renderer…</translation>
    </message>
    <message>
        <source>Goals</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>This renderer makes no pictures in a few steps, so there are no live previews</source>
        <translation>Dieser Renderer macht keine Bilder in wenigen Schritten; Live-Vorschauen gibt es mit ihm nicht</translation>
    </message>
    <message>
        <source>The engine runs on {machine}, which has a list of its own; this one is for this computer&apos;s.</source>
        <translation>Die Engine läuft auf {machine} und hat dort eine eigene Liste; diese gilt für die Engine auf diesem Computer.</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>The model</source>
        <translation>Das Modell</translation>
    </message>
    <message>
        <source>More settings of the render</source>
        <translation>Weitere Einstellungen des Bildes</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Clip skip</source>
        <translation>Clip-Skip</translation>
    </message>
    <message>
        <source>In pixels, a multiple of {step}</source>
        <translation>In Pixeln, ein Vielfaches von {step}</translation>
    </message>
    <message>
        <source>{name} makes pictures of one size</source>
        <translation>{name} macht Bilder in einer einzigen Größe</translation>
    </message>
    <message>
        <source>How the noise becomes a picture. None of these adds noise, so that A and B differ by their words alone</source>
        <translation>Wie aus dem Rauschen ein Bild wird. Keiner von ihnen fügt Rauschen hinzu, damit sich A und B nur durch ihre Wörter unterscheiden</translation>
    </message>
    <message>
        <source>{name} has one sampler</source>
        <translation>{name} hat nur einen Sampler</translation>
    </message>
    <message>
        <source>How many of the text encoder&apos;s last layers are left out; other programs count one more</source>
        <translation>Wie viele der letzten Schichten des Textencoders wegfallen; andere Programme zählen eine mehr</translation>
    </message>
    <message>
        <source>{name} knows no clip skip</source>
        <translation>{name} kennt kein Clip-Skip</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>wie im Modell</translation>
    </message>
    <message>
        <source>Size, sampler and clip skip</source>
        <translation>Größe, Sampler und Clip-Skip</translation>
    </message>
    <message>
        <source>the model&apos;s own sampler</source>
        <translation>der Sampler des Modells</translation>
    </message>
    <message>
        <source>clip skip {layers}</source>
        <translation>Clip-Skip {layers}</translation>
    </message>
    <message>
        <source>sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>clip skip</source>
        <translation>Clip-Skip</translation>
    </message>
    <message>
        <source>the model&apos;s own size</source>
        <translation>die Größe des Modells</translation>
    </message>
    <message>
        <source>size {width} × {height}</source>
        <translation>Größe {width} × {height}</translation>
    </message>
    <message>
        <source>How long the prompt may become, in CLIP pieces; the guide reads 75, whatever renders</source>
        <translation>Wie lang der Prompt werden darf, in CLIP-Token; das Leit-CLIP liest 75, was auch immer rendert</translation>
    </message>
    <message>
        <source>Exchange the two words</source>
        <translation>Die zwei Wörter vertauschen</translation>
    </message>
    <message>
        <source>At {size} × {size} pixels:</source>
        <translation>Mit {size} × {size} Pixeln:</translation>
    </message>
    <message>
        <source>Export the contact sheet</source>
        <translation>Kontaktbogen exportieren</translation>
    </message>
    <message>
        <source>Contact sheet…</source>
        <translation>Kontaktbogen…</translation>
    </message>
    <message>
        <source>between image {a} and image {b}</source>
        <translation>zwischen Bild {a} und Bild {b}</translation>
    </message>
    <message>
        <source>preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>between
images</source>
        <translation>zwischen
Bildern</translation>
    </message>
    <message>
        <source>{name} on grey</source>
        <translation>{name} auf Grau</translation>
    </message>
    <message>
        <source>{name} on white</source>
        <translation>{name} auf Weiß</translation>
    </message>
    <message>
        <source>{name} on black</source>
        <translation>{name} auf Schwarz</translation>
    </message>
    <message>
        <source>{name} on a blur</source>
        <translation>{name} auf Unscharfem</translation>
    </message>
    <message>
        <source>On grey</source>
        <translation>Auf Grau</translation>
    </message>
    <message>
        <source>On white</source>
        <translation>Auf Weiß</translation>
    </message>
    <message>
        <source>On black</source>
        <translation>Auf Schwarz</translation>
    </message>
    <message>
        <source>On a blur</source>
        <translation>Auf Unscharfem</translation>
    </message>
    <message>
        <source>The picture itself, blurred</source>
        <translation>Das Bild selbst, unscharf</translation>
    </message>
    <message>
        <source>Behind transparent parts</source>
        <translation>Hinter Durchsichtigem</translation>
    </message>
    <message>
        <source>not known in A and B</source>
        <translation>nicht in A und B bekannt</translation>
    </message>
    <message>
        <source>not worked out yet</source>
        <translation>noch nicht berechnet</translation>
    </message>
    <message>
        <source>What CLIP sees behind the transparent parts of the picture</source>
        <translation>Was CLIP hinter den durchsichtigen Teilen des Bildes sieht</translation>
    </message>
    <message>
        <source>Runs on the processor here ({need} of memory): about {invert} for a prompt, {render} for a render.</source>
        <translation>Läuft hier auf dem Prozessor ({need} Speicher): ungefähr {invert} für einen Prompt, {render} für ein Bild.</translation>
    </message>
    <message>
        <source>certainty, not coupling</source>
        <translation>Gewissheit, keine Kopplung</translation>
    </message>
    <message>
        <source>acts on no other word</source>
        <translation>wirkt auf kein anderes Wort</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>Seed {seed}</translation>
    </message>
    <message>
        <source>locality {locality}</source>
        <translation>Lokalität {locality}</translation>
    </message>
    <message>
        <source>hangs on no other word</source>
        <translation>hängt an keinem anderen Wort</translation>
    </message>
    <message>
        <source>frame {frame} of {name}</source>
        <translation>Einzelbild {frame} von {name}</translation>
    </message>
    <message>
        <source>Choose a frame</source>
        <translation>Einzelbild wählen</translation>
    </message>
    <message>
        <source>Which frame of {name}?</source>
        <translation>Welches Einzelbild von {name}?</translation>
    </message>
    <message>
        <source>Reading the frames…</source>
        <translation>Einzelbilder werden gelesen…</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Einzelbilder</translation>
    </message>
    <message>
        <source>Frame (of {frames})</source>
        <translation>Einzelbild (von {frames})</translation>
    </message>
    <message>
        <source>Use this frame</source>
        <translation>Dieses Einzelbild verwenden</translation>
    </message>
    <message>
        <source>Frame {frame}</source>
        <translation>Einzelbild {frame}</translation>
    </message>
    <message>
        <source>Use what can be read</source>
        <translation>Lesbares verwenden</translation>
    </message>
    <message>
        <source>{title}: write {form}.</source>
        <translation>{title}: {form} angeben.</translation>
    </message>
    <message>
        <source>values, divided by semicolons</source>
        <translation>Werte, durch Semikolons getrennt</translation>
    </message>
    <message>
        <source>sizes are “{step}” or “{step}x{twice}”, multiples of {step} up to {most}</source>
        <translation>Größen sind „{step}“ oder „{step}x{twice}“, Vielfache von {step} bis {most}</translation>
    </message>
    <message>
        <source>there are {names}</source>
        <translation>es gibt {names}</translation>
    </message>
    <message>
        <source>clip skip is a whole number 0…{most}</source>
        <translation>Clip-Skip ist eine ganze Zahl 0…{most}</translation>
    </message>
    <message>
        <source>not rendered yet</source>
        <translation>noch nicht gerendert</translation>
    </message>
    <message>
        <source>A and B with every seed on one picture</source>
        <translation>A und B mit jedem Seed auf einem Bild</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) could not be made; their cells say why.</source>
        <translation>
            <numerusform>%n Bild konnte nicht gerendert werden; in seinem Feld steht, warum.</numerusform>
            <numerusform>%n Bilder konnten nicht gerendert werden; in ihren Feldern steht, warum.</numerusform>
        </translation>
    </message>
    <message>
        <source>Frame {frame} of {frames}</source>
        <translation>Bild {frame} von {frames}</translation>
    </message>
    <message>
        <source>There is no image or text in what was dropped.</source>
        <translation>Was abgelegt wurde, enthält weder Bild noch Text.</translation>
    </message>
    <message>
        <source>Reference image; Space shows all about it, Alt+Up and Alt+Down move it</source>
        <translation>Referenzbild; die Leertaste zeigt alles dazu, Alt+Auf und Alt+Ab verschieben es</translation>
    </message>
    <message>
        <source>Show only its name</source>
        <translation>Nur den Namen zeigen</translation>
    </message>
    <message>
        <source>A click shows all about it</source>
        <translation>Ein Klick zeigt alles dazu</translation>
    </message>
    <message>
        <source>Right click: other words, exchange, separate, lock.</source>
        <translation>Rechtsklick: andere Wörter, vertauschen, trennen, sperren.</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>Das Bild speichern</translation>
    </message>
    <message>
        <source>Save picture as…</source>
        <translation>Bild speichern unter …</translation>
    </message>
    <message>
        <source>render, seed {seed}</source>
        <translation>Bild, Seed {seed}</translation>
    </message>
    <message>
        <source>Delete	Del</source>
        <translation>Löschen	Entf</translation>
    </message>
    <message>
        <source>Every value gets a picture.
Take the best one, or save all of them on a sheet.</source>
        <translation>Jeder Wert bekommt ein Bild.
Das beste lässt sich übernehmen, alle zusammen lassen sich als Bogen speichern.</translation>
    </message>
    <message>
        <source>What it has so far would be lost.</source>
        <translation>Was bisher da ist, ginge verloren.</translation>
    </message>
    <message numerus="yes">
        <source>the latest %n picture(s); more words narrow the search</source>
        <translation>
            <numerusform>das neueste Bild (%n); mehr Wörter grenzen die Suche ein</numerusform>
            <numerusform>die neuesten %n Bilder; mehr Wörter grenzen die Suche ein</numerusform>
        </translation>
    </message>
    <message>
        <source>Export contact sheet of the history…</source>
        <translation>Kontaktbogen des Verlaufs exportieren…</translation>
    </message>
    <message>
        <source>Key</source>
        <comment>password</comment>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>closing</source>
        <translation>geschlossen wird</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>{name} could not be written: the folder {parent} does not exist.</source>
        <translation>{name} konnte nicht geschrieben werden: Den Ordner {parent} gibt es nicht.</translation>
    </message>
    <message>
        <source>{name} could not be written: no permission for {parent}.</source>
        <translation>{name} konnte nicht geschrieben werden: keine Berechtigung für {parent}.</translation>
    </message>
    <message>
        <source>{name} could not be written: {reason}.</source>
        <translation>{name} konnte nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>“{name}” is being downloaded by another window or program.</source>
        <translation>„{name}“ wird gerade von einem anderen Fenster oder Programm geladen.</translation>
    </message>
    <message>
        <source>The disk is full at {folder}; what has arrived is kept.</source>
        <translation>Der Datenträger von {folder} ist voll; was da ist, bleibt.</translation>
    </message>
    <message>
        <source>{folder} cannot be used: {value}.</source>
        <translation>{folder} kann nicht verwendet werden: {value}.</translation>
    </message>
    <message>
        <source>Nothing is downloaded while HF_HUB_OFFLINE is set; unset it, or place the files by hand.</source>
        <translation>Solange HF_HUB_OFFLINE gesetzt ist, wird nichts geladen; es aufheben, oder die Dateien von Hand ablegen.</translation>
    </message>
    <message>
        <source>The hub&apos;s address “{endpoint}” (HF_ENDPOINT) cannot be used; it has to look like {endpoint2}.</source>
        <translation>Die Adresse des Hubs „{endpoint}“ (HF_ENDPOINT) kann nicht verwendet werden; sie muss aussehen wie {endpoint2}.</translation>
    </message>
    <message>
        <source>The proxy that is set (HTTPS_PROXY, ALL_PROXY) is a SOCKS proxy, which is not supported; set an HTTP proxy, or install PySocks.</source>
        <translation>Der gesetzte Proxy (HTTPS_PROXY, ALL_PROXY) ist ein SOCKS-Proxy, der nicht unterstützt wird; einen HTTP-Proxy setzen, oder PySocks installieren.</translation>
    </message>
    <message>
        <source>The proxy that is set (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY) has no address that can be used; it has to look like http://proxy.example:8080.</source>
        <translation>Der gesetzte Proxy (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY) hat keine verwendbare Adresse; sie muss aussehen wie http://proxy.example:8080.</translation>
    </message>
    <message>
        <source>access has to be asked for at {place}, and HF_TOKEN has to hold your token (or run `hf auth login`)</source>
        <translation>der Zugang muss unter {place} beantragt werden, und HF_TOKEN muss das Token enthalten (oder `hf auth login` ausführen)</translation>
    </message>
    <message>
        <source>which can run any program when it is opened</source>
        <translation>das beim Öffnen jedes Programm ausführen kann</translation>
    </message>
    <message>
        <source>its list of files is unreadable; does something between here and the hub answer?</source>
        <translation>seine Dateiliste ist nicht lesbar; antwortet etwas zwischen hier und dem Hub?</translation>
    </message>
    <message>
        <source>it does not say which commit it has</source>
        <translation>er sagt nicht, welchen Commit er hat</translation>
    </message>
    <message>
        <source>it has the weights as a pickle only ({pickles}), {pickle_danger}</source>
        <translation>er hat die Gewichte nur als Pickle ({pickles}), {pickle_danger}</translation>
    </message>
    <message>
        <source>it does not say how large {name} is</source>
        <translation>er sagt nicht, wie groß {name} ist</translation>
    </message>
    <message>
        <source>its {name} is another file than the catalogue knows</source>
        <translation>sein {name} ist eine andere Datei, als der Katalog kennt</translation>
    </message>
    <message>
        <source>{bytes_text} are needed and {bytes_text2} are free at {folder}; another folder can be chosen with `promptstudio models use --folder FOLDER`.</source>
        <translation>{bytes_text} werden gebraucht und {bytes_text2} sind in {folder} frei; ein anderer Ordner lässt sich mit `promptstudio models use --folder FOLDER` wählen.</translation>
    </message>
    <message>
        <source>“{largest}” takes {bytes_text} of memory, and this computer has {bytes_text2} besides what a GPU has.</source>
        <translation>„{largest}“ braucht {bytes_text} Speicher, und dieser Computer hat {bytes_text2} außer dem einer GPU.</translation>
    </message>
    <message>
        <source>“{name}” cannot be downloaded: it is expected at {path}.</source>
        <translation>„{name}“ kann nicht geladen werden: Es wird in {path} erwartet.</translation>
    </message>
    <message>
        <source>“{name}” is gated: {how_to_get_access}.</source>
        <translation>„{name}“ braucht Zugang: {how_to_get_access}.</translation>
    </message>
    <message>
        <source>it redirects to an insecure place</source>
        <translation>er leitet an eine unsichere Stelle weiter</translation>
    </message>
    <message>
        <source>it redirects in circles</source>
        <translation>er leitet im Kreis weiter</translation>
    </message>
    <message>
        <source>Bearer {token}</source>
        <translation>Bearer {token}</translation>
    </message>
    <message>
        <source>no byte came for {stall} seconds</source>
        <translation>{stall} Sekunden lang kam kein Byte</translation>
    </message>
    <message>
        <source>its certificate could not be checked</source>
        <translation>sein Zertifikat konnte nicht geprüft werden</translation>
    </message>
    <message>
        <source>the proxy did not answer</source>
        <translation>der Proxy antwortete nicht</translation>
    </message>
    <message>
        <source>the server could not be reached</source>
        <translation>der Server war nicht erreichbar</translation>
    </message>
    <message>
        <source>the server stopped answering</source>
        <translation>der Server antwortete nicht mehr</translation>
    </message>
    <message>
        <source>the connection broke off</source>
        <translation>die Verbindung brach ab</translation>
    </message>
    <message>
        <source>its address or a proxy&apos;s cannot be used</source>
        <translation>seine Adresse oder die eines Proxys kann nicht verwendet werden</translation>
    </message>
    <message>
        <source>“{name}” cannot be downloaded: the catalogue names no place that has it.</source>
        <translation>„{name}“ kann nicht geladen werden: Der Katalog nennt keinen Ort, der es hat.</translation>
    </message>
    <message>
        <source>“{name}” is not downloaded: {pickles} is a pickle, {pickle_danger}.</source>
        <translation>„{name}“ wird nicht geladen: {pickles} ist ein Pickle, {pickle_danger}.</translation>
    </message>
    <message>
        <source>“{name}” could not be downloaded ({failures}).</source>
        <translation>„{name}“ konnte nicht geladen werden ({failures}).</translation>
    </message>
    <message>
        <source>its list of files does not end</source>
        <translation>seine Dateiliste endet nicht</translation>
    </message>
    <message>
        <source>needs another {bytes_text}, and {bytes_text2} are free at {folder}</source>
        <translation>braucht noch {bytes_text}, und {bytes_text2} sind in {folder} frei</translation>
    </message>
    <message>
        <source>what an earlier try had left was damaged</source>
        <translation>was ein früherer Versuch hinterließ, war beschädigt</translation>
    </message>
    <message>
        <source>{name} arrived, but its hash is wrong</source>
        <translation>{name} kam an, aber die Prüfsumme ist falsch</translation>
    </message>
    <message>
        <source>it sends more of {name} than there is</source>
        <translation>er schickt mehr von {name}, als es gibt</translation>
    </message>
    <message>
        <source>the connection ended early</source>
        <translation>die Verbindung endete zu früh</translation>
    </message>
    <message>
        <source>the server cannot go on where the last try stopped</source>
        <translation>der Server kann nicht fortsetzen, wo der letzte Versuch aufhörte</translation>
    </message>
    <message>
        <source>the server sends another part than it was asked for</source>
        <translation>der Server schickt einen anderen Teil als verlangt</translation>
    </message>
    <message>
        <source>it has {sent} bytes of a file that should have {size}</source>
        <translation>er hat {sent} Bytes einer Datei, die {size} haben sollte</translation>
    </message>
    <message>
        <source>it has {length} bytes of a file that should have {size}</source>
        <translation>er hat {length} Bytes einer Datei, die {size} haben sollte</translation>
    </message>
    <message>
        <source>{again} and asks to wait for {value} minutes</source>
        <translation>{again} und bittet, {value} Minuten zu warten</translation>
    </message>
    <message>
        <source>{reason}; next try in {seconds} s</source>
        <translation>{reason}; nächster Versuch in {seconds} s</translation>
    </message>
    <message>
        <source>it is not there, or it needs a permission (HTTP {status})</source>
        <translation>es ist nicht da, oder es braucht eine Berechtigung (HTTP {status})</translation>
    </message>
    <message>
        <source>the server answered HTTP {status}</source>
        <translation>der Server antwortete mit HTTP {status}</translation>
    </message>
    <message>
        <source>it is not there (HTTP {status})</source>
        <translation>es ist nicht da (HTTP {status})</translation>
    </message>
    <message>
        <source>{path} does not look like a {spoken} model; --kind says what it is, if it is one.</source>
        <translation>{path} sieht nicht aus wie ein Modell der Art {spoken}; --kind sagt, was es ist, falls doch.</translation>
    </message>
    <message>
        <source>A {spoken} is one of {kinds_of_roles}, not “{kind}”.</source>
        <translation>{spoken} ist eines von {kinds_of_roles}, nicht „{kind}“.</translation>
    </message>
    <message>
        <source>“{model_id}” is of the kind {kind}; a {spoken} is one of {kinds}.</source>
        <translation>„{model_id}“ ist von der Art {kind}; {spoken} ist eines von {kinds}.</translation>
    </message>
    <message>
        <source>There is no role “{role}”; there is {kinds_of_roles}.</source>
        <translation>Die Rolle „{role}“ gibt es nicht; es gibt {kinds_of_roles}.</translation>
    </message>
    <message>
        <source>There is nothing at {path}.</source>
        <translation>In {path} ist nichts.</translation>
    </message>
    <message>
        <source>{name} is a pickle, which can run any program when opened; only safetensors are read.</source>
        <translation>{name} ist ein Pickle, das beim Öffnen jedes Programm ausführen kann; nur safetensors werden gelesen.</translation>
    </message>
    <message>
        <source>{path} holds {count} checkpoints; name one of {names}.</source>
        <translation>{path} enthält {count} Checkpoints; einen davon nennen: {names}.</translation>
    </message>
    <message>
        <source>The folder {parent} cannot be made: {strerror}.</source>
        <translation>Der Ordner {parent} kann nicht angelegt werden: {strerror}.</translation>
    </message>
    <message>
        <source>“{name}” holds its weights as a pickle ({name2}), which can run any program when it is opened; Prompt Studio reads .safetensors only.</source>
        <translation>„{name}“ enthält seine Gewichte als Pickle ({name2}), das beim Öffnen jedes Programm ausführen kann; Prompt Studio liest nur .safetensors.</translation>
    </message>
    <message>
        <source>The {role} “{name}”</source>
        <translation>{role} „{name}“</translation>
    </message>
    <message>
        <source>{what} is not at {path}.</source>
        <translation>{what} ist nicht in {path}.</translation>
    </message>
    <message>
        <source>is only partly there</source>
        <translation>ist nur teilweise da</translation>
    </message>
    <message>
        <source>is not on this machine</source>
        <translation>ist nicht auf diesem Computer</translation>
    </message>
    <message>
        <source>{what} {state}; `promptstudio models download {id}` fetches it.</source>
        <translation>{what} {state}; `promptstudio models download {id}` holt es.</translation>
    </message>
    <message>
        <source>The profile “{name}” has no {role}.</source>
        <translation>Das Profil „{name}“ hat kein Modell für {role}.</translation>
    </message>
    <message>
        <source>There is no profile “{name}”; there is {profiles}.</source>
        <translation>Das Profil „{name}“ gibt es nicht; es gibt {profiles}.</translation>
    </message>
    <message>
        <source>There is no model “{model_id}”; `promptstudio models list --all` shows those there are.</source>
        <translation>Das Modell „{model_id}“ gibt es nicht; `promptstudio models list --all` zeigt die vorhandenen.</translation>
    </message>
    <message>
        <source>{file} is not readable TOML: it is not UTF-8 text.</source>
        <translation>{file} ist kein lesbares TOML: Es ist kein UTF-8-Text.</translation>
    </message>
    <message>
        <source>{file} cannot be read: {strerror}.</source>
        <translation>{file} kann nicht gelesen werden: {strerror}.</translation>
    </message>
    <message>
        <source>{file} is not readable TOML: {error}.</source>
        <translation>{file} ist kein lesbares TOML: {error}.</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>die Datei</translation>
    </message>
    <message>
        <source>{file}: kinds.{kind} is not a kind; kinds are {kinds}.</source>
        <translation>{file}: kinds.{kind} ist keine Art; Arten sind {kinds}.</translation>
    </message>
    <message>
        <source>{file_of}: folder needs an absolute path, not “{folder}”.</source>
        <translation>{file_of}: folder braucht einen absoluten Pfad, nicht „{folder}“.</translation>
    </message>
    <message>
        <source>{file_of}: default_profile names no profile: “{default}”.</source>
        <translation>{file_of}: default_profile nennt kein Profil: „{default}“.</translation>
    </message>
    <message>
        <source>{file}: {entry} has the unknown kind “{kind}”.</source>
        <translation>{file}: {entry} hat die unbekannte Art „{kind}“.</translation>
    </message>
    <message>
        <source>{file}: {entry}.memory knows {dtypes}, not “{unknown}”.</source>
        <translation>{file}: {entry}.memory kennt {dtypes}, nicht „{unknown}“.</translation>
    </message>
    <message>
        <source>{file}: profiles.{name}.{key} has to be text.</source>
        <translation>{file}: profiles.{name}.{key} muss Text sein.</translation>
    </message>
    <message>
        <source>{file_of}: profiles.{profile}.{role}</source>
        <translation>{file_of}: profiles.{profile}.{role}</translation>
    </message>
    <message>
        <source>{where} is not a role; roles are {kinds_of_roles}.</source>
        <translation>{where} ist keine Rolle; Rollen sind {kinds_of_roles}.</translation>
    </message>
    <message>
        <source>{where} names “{model}”, which is no model of the catalogue and no path.</source>
        <translation>{where} nennt „{model}“, was weder ein Modell des Katalogs noch ein Pfad ist.</translation>
    </message>
    <message>
        <source>as where it came from</source>
        <translation>als woher es kam</translation>
    </message>
    <message>
        <source>{where} needs a model or a path.</source>
        <translation>{where} braucht ein Modell oder einen Pfad.</translation>
    </message>
    <message>
        <source>{where} needs an absolute path, not “{path}”.</source>
        <translation>{where} braucht einen absoluten Pfad, nicht „{path}“.</translation>
    </message>
    <message>
        <source>{where} has the kind “{kind}”, which is not one of {kinds_of_roles}.</source>
        <translation>{where} hat die Art „{kind}“, die keine von {kinds_of_roles} ist.</translation>
    </message>
    <message>
        <source>{file}: {entry} is not as it should be: {reason}.</source>
        <translation>{file}: {entry} ist nicht, wie es sein soll: {reason}.</translation>
    </message>
    <message>
        <source>guide CLIP</source>
        <translation>Leit-CLIP</translation>
    </message>
    <message>
        <source>fit</source>
        <translation>Passung</translation>
    </message>
    <message>
        <source>Cosine of prompt and images by the guide CLIP, which methods steer by</source>
        <translation>Kosinus von Prompt und Bildern nach dem Leit-CLIP, nach dem Methoden steuern</translation>
    </message>
    <message>
        <source>judge CLIP</source>
        <translation>Prüf-CLIP</translation>
    </message>
    <message>
        <source>judged fit</source>
        <translation>geprüfte Passung</translation>
    </message>
    <message>
        <source>Cosine of prompt and images by the judge CLIP, which never steers</source>
        <translation>Kosinus von Prompt und Bildern nach dem Prüf-CLIP, das nie steuert</translation>
    </message>
    <message>
        <source>Cosine of render and images by the judge CLIP, which never steers</source>
        <translation>Kosinus von gerendertem Bild und Bildern nach dem Prüf-CLIP, das nie steuert</translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation>Perplexität</translation>
    </message>
    <message>
        <source>Of the prompt, by the judge language model; lower reads more like language</source>
        <translation>Des Prompts, nach dem prüfenden Sprachmodell; niedriger klingt mehr nach Sprache</translation>
    </message>
    <message>
        <source>mean coupling</source>
        <translation>mittlere Kopplung</translation>
    </message>
    <message>
        <source>Mean coupling of two words, by the judge</source>
        <translation>Mittlere Kopplung zweier Wörter, nach dem Prüfmodell</translation>
    </message>
    <message>
        <source>deviation of coupling</source>
        <translation>Streuung der Kopplung</translation>
    </message>
    <message>
        <source>Deviation of the coupling, by the judge</source>
        <translation>Streuung der Kopplung, nach dem Prüfmodell</translation>
    </message>
    <message>
        <source>r_edit</source>
        <translation>r_edit</translation>
    </message>
    <message>
        <source>edit</source>
        <translation>Edit</translation>
    </message>
    <message>
        <source>1 − (mean + deviation of coupling), by the judge; higher words can be swapped more freely</source>
        <translation>1 − (Mittel + Streuung der Kopplung), nach dem Prüfmodell; bei höherem Wert lassen sich Wörter freier tauschen</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>What the inversion took</source>
        <translation>Was die Inversion brauchte</translation>
    </message>
    <message>
        <source>There is no number format “{dtype}”; choose {dtypes}.</source>
        <translation>Das Zahlenformat „{dtype}“ gibt es nicht; zur Wahl stehen {dtypes}.</translation>
    </message>
    <message>
        <source>The engine has no verb for a {name}.</source>
        <translation>Die Engine hat kein Verb für {name}.</translation>
    </message>
    <message>
        <source>{device_name} ran out of memory; the prompt is as it was.</source>
        <translation>{device_name} hat nicht genug Speicher; der Prompt ist wie vorher.</translation>
    </message>
    <message>
        <source>The machine</source>
        <translation>Der Computer</translation>
    </message>
    <message>
        <source>The {device} device</source>
        <translation>Das Gerät {device}</translation>
    </message>
    <message>
        <source>The safety checker does not look at quick renders; render in full for that.</source>
        <translation>Der Sicherheitsprüfer sieht schnelle Bilder nicht an; dafür voll rendern.</translation>
    </message>
    <message>
        <source>An edit needs the edited prompt, or what to swap, insert, delete or append.</source>
        <translation>Eine Änderung braucht den geänderten Prompt, oder was zu tauschen, einzufügen, zu löschen oder anzuhängen ist.</translation>
    </message>
    <message>
        <source>A render has no setting “{unknown}”; it has {known}.</source>
        <translation>Eine Einstellung „{unknown}“ gibt es beim Rendern nicht; es gibt {known}.</translation>
    </message>
    <message>
        <source>Render settings are given whole or by name, not both.</source>
        <translation>Einstellungen zum Rendern werden ganz oder einzeln genannt, nicht beides.</translation>
    </message>
    <message>
        <source>The engine ran out of memory; close what you do not need and try again.</source>
        <translation>Der Engine ging der Speicher aus; schließen, was nicht gebraucht wird, und erneut versuchen.</translation>
    </message>
    <message>
        <source>The engine failed unexpectedly ({name}); the details are in {log_file}.</source>
        <translation>Die Engine ist unerwartet gescheitert ({name}); Näheres steht in {log_file}.</translation>
    </message>
    <message>
        <source>can&apos;t allocate memory</source>
        <translation>kann keinen Speicher belegen</translation>
    </message>
    <message>
        <source>not enough memory</source>
        <translation>nicht genug Speicher</translation>
    </message>
    <message>
        <source>out of memory</source>
        <translation>Speicher erschöpft</translation>
    </message>
    <message>
        <source>Weights outside {min_weight} to {max_weight} were moved to the nearest end.</source>
        <translation>Gewichte außerhalb von {min_weight} bis {max_weight} wurden an das nächste Ende gerückt.</translation>
    </message>
    <message>
        <source>Kept for other programs, and not read here: {kept}.</source>
        <translation>Für andere Programme behalten, hier nicht gelesen: {kept}.</translation>
    </message>
    <message>
        <source>Negative prompt:</source>
        <translation>Negativ-Prompt:</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>Den Ordner {folder} gibt es nicht.</translation>
    </message>
    <message>
        <source>Tables are written as .csv, .json or .txt, not as {value}.</source>
        <translation>Tabellen werden als .csv, .json oder .txt geschrieben, nicht als {value}.</translation>
    </message>
    <message>
        <source>a file without suffix</source>
        <translation>eine Datei ohne Endung</translation>
    </message>
    <message>
        <source>Nothing says what was edited: give what was swapped, or the prompts of both pictures.</source>
        <translation>Nichts sagt, was geändert wurde: angeben, was getauscht wurde, oder die Prompts beider Bilder.</translation>
    </message>
    <message>
        <source>Prompts are written as .txt or .json, not as {value}.</source>
        <translation>Prompts werden als .txt oder .json geschrieben, nicht als {value}.</translation>
    </message>
    <message>
        <source>Sheets are written as {formats}, not as {value}.</source>
        <translation>Bögen werden als {formats} geschrieben, nicht als {value}.</translation>
    </message>
    <message>
        <source>“{token}” is no word of Textual Inversion: its size is out of range.</source>
        <translation>„{token}“ ist kein Wort von Textual Inversion: Seine Größe ist außerhalb des Bereichs.</translation>
    </message>
    <message>
        <source>“{token}” is no word of Textual Inversion: its size does not fit its values.</source>
        <translation>„{token}“ ist kein Wort von Textual Inversion: Seine Größe passt nicht zu seinen Werten.</translation>
    </message>
    <message>
        <source>“{token}” is no word of Textual Inversion: it holds values that are no numbers.</source>
        <translation>„{token}“ ist kein Wort von Textual Inversion: Es enthält Werte, die keine Zahlen sind.</translation>
    </message>
    <message>
        <source>This picture is not in the library any more.</source>
        <translation>Dieses Bild ist nicht mehr in der Bibliothek.</translation>
    </message>
    <message>
        <source>This picture of the library is damaged.</source>
        <translation>Dieses Bild der Bibliothek ist beschädigt.</translation>
    </message>
    <message>
        <source>The library {file} was made by a newer version of Prompt Studio.</source>
        <translation>Die Bibliothek {file} stammt von einer neueren Version von Prompt Studio.</translation>
    </message>
    <message>
        <source>The library {file} cannot be used: {error}.</source>
        <translation>Die Bibliothek {file} kann nicht verwendet werden: {error}.</translation>
    </message>
    <message>
        <source>Its negative prompt could not be followed through the graph.</source>
        <translation>Sein Negativ-Prompt ließ sich nicht durch den Graphen verfolgen.</translation>
    </message>
    <message>
        <source>The picture went through {value} samplers; the settings are those of the last.</source>
        <translation>Das Bild ging durch {value} Sampler; die Einstellungen sind die des letzten.</translation>
    </message>
    <message>
        <source>Details were painted over ({kind}) with “{text}”.</source>
        <translation>Einzelheiten wurden übermalt ({kind}) mit „{text}“.</translation>
    </message>
    <message>
        <source>It was made with what is not applied here: {fromkeys}.</source>
        <translation>Es entstand mit etwas, das hier nicht angewandt wird: {fromkeys}.</translation>
    </message>
    <message>
        <source>easy setNode</source>
        <translation>easy setNode</translation>
    </message>
    <message>
        <source>easy getNode</source>
        <translation>easy getNode</translation>
    </message>
    <message>
        <source>widget {index}</source>
        <translation>widget {index}</translation>
    </message>
    <message>
        <source>The graph does not say which of its texts made the picture.</source>
        <translation>Der Graph sagt nicht, welcher seiner Texte das Bild erzeugt hat.</translation>
    </message>
    <message>
        <source>Midjourney&apos;s options were left out:</source>
        <translation>Midjourneys Optionen wurden weggelassen:</translation>
    </message>
    <message>
        <source>Include in Image</source>
        <translation>Include in Image</translation>
    </message>
    <message>
        <source>Exclude from Image</source>
        <translation>Exclude from Image</translation>
    </message>
    <message>
        <source>Mochi Diffusion</source>
        <translation>Mochi Diffusion</translation>
    </message>
    <message>
        <source>Draw Things</source>
        <translation>Draw Things</translation>
    </message>
    <message>
        <source>Steps: {settings}</source>
        <translation>Schritte: {settings}</translation>
    </message>
    <message>
        <source>Stable Diffusion model</source>
        <translation>Stable-Diffusion-Modell</translation>
    </message>
    <message>
        <source>Easy Diffusion</source>
        <translation>Easy Diffusion</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>anderes Programm</translation>
    </message>
    <message>
        <source>It was written by a newer version of Prompt Studio; what is new there was left out.</source>
        <translation>Es stammt von einer neueren Version von Prompt Studio; was daran neu ist, wurde weggelassen.</translation>
    </message>
    <message>
        <source>Its Prompt Studio data is damaged and was ignored.</source>
        <translation>Seine Prompt-Studio-Daten sind beschädigt und wurden nicht beachtet.</translation>
    </message>
    <message>
        <source>{name} is no preset of Prompt Studio: {error}.</source>
        <translation>{name} ist keine Vorlage von Prompt Studio: {error}.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made: {strerror}.</source>
        <translation>Der Ordner {folder} kann nicht angelegt werden: {strerror}.</translation>
    </message>
    <message>
        <source>{method}, {budget} pieces</source>
        <translation>{method}, {budget} Token</translation>
    </message>
    <message>
        <source>without {negative}</source>
        <translation>ohne {negative}</translation>
    </message>
    <message>
        <source>exports with metadata</source>
        <translation>exportiert mit Metadaten</translation>
    </message>
    <message>
        <source>exports without metadata</source>
        <translation>exportiert ohne Metadaten</translation>
    </message>
    <message>
        <source>Prompt Studio {version}</source>
        <translation>Prompt Studio {version}</translation>
    </message>
    <message>
        <source>its project.json is not an object</source>
        <translation>sein project.json ist kein Objekt</translation>
    </message>
    <message>
        <source>it does not say its version</source>
        <translation>es nennt seine Version nicht</translation>
    </message>
    <message>
        <source>{name} was made by a newer version of Prompt Studio (project version {version}; this one reads {version2}).</source>
        <translation>{name} stammt von einer neueren Version von Prompt Studio (Projektversion {version}; diese liest {version2}).</translation>
    </message>
    <message>
        <source>{name} is not a Prompt Studio project or is damaged.</source>
        <translation>{name} ist kein Prompt-Studio-Projekt oder ist beschädigt.</translation>
    </message>
    <message>
        <source>{name} is not a valid project: {error}.</source>
        <translation>{name} ist kein gültiges Projekt: {error}.</translation>
    </message>
    <message>
        <source>{name} is damaged.</source>
        <translation>{name} ist beschädigt.</translation>
    </message>
    <message>
        <source>a picture&apos;s name is wrong</source>
        <translation>der Name eines Bilds ist falsch</translation>
    </message>
    <message>
        <source>a picture does not have the size it should have</source>
        <translation>ein Bild hat nicht die Größe, die es haben sollte</translation>
    </message>
    <message>
        <source>its pictures take more than a gigabyte</source>
        <translation>seine Bilder brauchen mehr als ein Gigabyte</translation>
    </message>
    <message>
        <source>a picture in it is damaged</source>
        <translation>ein Bild darin ist beschädigt</translation>
    </message>
    <message>
        <source>it holds too many files</source>
        <translation>es enthält zu viele Dateien</translation>
    </message>
    <message>
        <source>it holds two files of one name</source>
        <translation>es enthält zwei Dateien gleichen Namens</translation>
    </message>
    <message>
        <source>it holds a file that does not belong there ({name})</source>
        <translation>es enthält eine Datei, die nicht hineingehört ({name})</translation>
    </message>
    <message>
        <source>it is encrypted</source>
        <translation>es ist verschlüsselt</translation>
    </message>
    <message>
        <source>project.json is missing</source>
        <translation>project.json fehlt</translation>
    </message>
    <message>
        <source>it unpacks to more than a gigabyte</source>
        <translation>es wird entpackt größer als ein Gigabyte</translation>
    </message>
    <message>
        <source>a picture is missing</source>
        <translation>ein Bild fehlt</translation>
    </message>
    <message>
        <source>{name} is too large</source>
        <translation>{name} ist zu groß</translation>
    </message>
    <message>
        <source>a reference image&apos;s square lies outside of it</source>
        <translation>das Quadrat eines Referenzbilds liegt außerhalb davon</translation>
    </message>
    <message>
        <source>a reference image&apos;s role or weight is none that there is</source>
        <translation>Rolle oder Gewicht eines Referenzbilds gibt es nicht</translation>
    </message>
    <message>
        <source>the analysis does not match its prompt</source>
        <translation>die Analyse passt nicht zu ihrem Prompt</translation>
    </message>
    <message>
        <source>the coupling does not match its words</source>
        <translation>die Kopplung passt nicht zu ihren Wörtern</translation>
    </message>
    <message>
        <source>the {what} does not match its words</source>
        <translation>{what} passt nicht zu seinen Wörtern</translation>
    </message>
    <message>
        <source>the {what} holds values that are no numbers</source>
        <translation>{what} enthält Werte, die keine Zahlen sind</translation>
    </message>
    <message>
        <source>the change map does not have the size it should have</source>
        <translation>die Änderungskarte hat nicht die Größe, die sie haben sollte</translation>
    </message>
    <message>
        <source>a render does not say its steps and its guidance</source>
        <translation>ein Bild nennt seine Schritte und seine Guidance nicht</translation>
    </message>
    <message>
        <source>the seed is out of range</source>
        <translation>der Seed ist außerhalb des Bereichs</translation>
    </message>
    <message>
        <source>a learned word does not have the size or the values it should have</source>
        <translation>ein gelerntes Wort hat nicht die Größe oder die Werte, die es haben sollte</translation>
    </message>
    <message>
        <source>Another run is writing to {file}; give this one a file of its own.</source>
        <translation>Ein anderer Lauf schreibt in {file}; diesem eine eigene Datei geben.</translation>
    </message>
    <message>
        <source>{file} cannot be written: {value}.</source>
        <translation>{file} kann nicht geschrieben werden: {value}.</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>{file} could not be written: {value}.</source>
        <translation>{file} konnte nicht geschrieben werden: {value}.</translation>
    </message>
    <message>
        <source>Line {number} of {name} is damaged and left out.</source>
        <translation>Zeile {number} von {name} ist beschädigt und wird ausgelassen.</translation>
    </message>
    <message>
        <source>Which picture is closer to the reference?</source>
        <translation>Welches Bild ist der Referenz näher?</translation>
    </message>
    <message>
        <source>{name} holds no pairs of pictures.</source>
        <translation>{name} enthält keine Paare von Bildern.</translation>
    </message>
    <message>
        <source>Preferred: {first} {wins}, {second} {losses}, no difference {ties}.</source>
        <translation>Bevorzugt: {first} {wins}, {second} {losses}, kein Unterschied {ties}.</translation>
    </message>
    <message>
        <source>95 % interval {value} to {value2} %</source>
        <translation>95-%-Intervall {value} bis {value2} %</translation>
    </message>
    <message>
        <source>{counts} Without ties: {first} {value} % ({interval}).</source>
        <translation>{counts} Ohne Gleichstände: {first} {value} % ({interval}).</translation>
    </message>
    <message>
        <source>{name}: every line needs a reference and the pictures of two methods.</source>
        <translation>{name}: Jede Zeile braucht eine Referenz und die Bilder zweier Methoden.</translation>
    </message>
    <message>
        <source>{name} has no folder “{references}”; beside it stands one folder for each method.</source>
        <translation>{name} hat keinen Ordner „{references}“; daneben steht je ein Ordner für jede Methode.</translation>
    </message>
    <message>
        <source>{name} cannot be read as a table: {error}.</source>
        <translation>{name} kann nicht als Tabelle gelesen werden: {error}.</translation>
    </message>
    <message>
        <source>{name} has no column “{missing}”; a table of pairs has {needed}.</source>
        <translation>{name} hat keine Spalte „{missing}“; eine Tabelle von Paaren hat {needed}.</translation>
    </message>
    <message>
        <source>{file} is damaged; reinstalling the program brings it back.</source>
        <translation>{file} ist beschädigt; das Programm neu zu installieren bringt die Datei zurück.</translation>
    </message>
    <message>
        <source>The prompt fits the picture hardly better than words picked blindly (fit {fit}): another method, more steps or other models may find a better one.</source>
        <translation>Der Prompt passt kaum besser zum Bild als blind gewählte Wörter (Passung {fit}): Eine andere Methode, mehr Schritte oder andere Modelle finden vielleicht einen besseren.</translation>
    </message>
    <message>
        <source> and {value} more</source>
        <translation> und {value} weitere</translation>
    </message>
    <message>
        <source>The phrases of {path} cannot be read: {strerror}.</source>
        <translation>Die Wendungen von {path} können nicht gelesen werden: {strerror}.</translation>
    </message>
    <message>
        <source>The phrases of {path} are not as they should be: {error}.</source>
        <translation>Die Wendungen von {path} sind nicht, wie sie sein sollen: {error}.</translation>
    </message>
    <message>
        <source>floating point</source>
        <translation>Gleitkommazahlen</translation>
    </message>
    <message>
        <source>Converted from {what} to 8 bits per channel{value}.</source>
        <translation>Von {what} in 8 Bit je Kanal gewandelt{value}.</translation>
    </message>
    <message>
        <source>, stretched to its own range</source>
        <translation>, auf den eigenen Bereich gestreckt</translation>
    </message>
    <message>
        <source>Colours converted from {what} to sRGB.</source>
        <translation>Farben von {what} in sRGB gewandelt.</translation>
    </message>
    <message>
        <source>Its colour profile is damaged and was ignored.</source>
        <translation>Sein Farbprofil ist beschädigt und wurde nicht beachtet.</translation>
    </message>
    <message>
        <source>Colours converted from CMYK without a profile: they are approximate.</source>
        <translation>Farben ohne Profil aus CMYK gewandelt: Sie stimmen nur ungefähr.</translation>
    </message>
    <message>
        <source>{name} is a folder, not a file.</source>
        <translation>{name} ist ein Ordner, keine Datei.</translation>
    </message>
    <message>
        <source>{name} is not a regular file.</source>
        <translation>{name} ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>{name} does not exist.</source>
        <translation>{name} gibt es nicht.</translation>
    </message>
    <message>
        <source>{name} may not be read by this user.</source>
        <translation>{name} darf von diesem Benutzer nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{name} could not be read: {reason}.</source>
        <translation>{name} konnte nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>{name} is {value} MB large; files of up to {value2} MB can be opened.</source>
        <translation>{name} ist {value} MB groß; Dateien bis {value2} MB lassen sich öffnen.</translation>
    </message>
    <message>
        <source>lossless compression</source>
        <translation>verlustfreier Kompression</translation>
    </message>
    <message>
        <source>{bits} bits a channel</source>
        <translation>{bits} Bit je Kanal</translation>
    </message>
    <message>
        <source>a JPEG with {kind}, which cannot be read; save it with 8 bits a channel</source>
        <translation>ein JPEG mit {kind}, das nicht gelesen werden kann; mit 8 Bit je Kanal speichern</translation>
    </message>
    <message>
        <source>PNG, JPEG, WebP, AVIF, BMP, TIFF or GIF</source>
        <translation>PNG, JPEG, WebP, AVIF, BMP, TIFF oder GIF</translation>
    </message>
    <message>
        <source>a JPEG 2000 picture</source>
        <translation>ein JPEG-2000-Bild</translation>
    </message>
    <message>
        <source>a Photoshop document</source>
        <translation>ein Photoshop-Dokument</translation>
    </message>
    <message>
        <source>a GIMP document</source>
        <translation>ein GIMP-Dokument</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>ein PDF-Dokument</translation>
    </message>
    <message>
        <source>an OpenEXR picture</source>
        <translation>ein OpenEXR-Bild</translation>
    </message>
    <message>
        <source>a Radiance HDR picture</source>
        <translation>ein Radiance-HDR-Bild</translation>
    </message>
    <message>
        <source>a QOI picture</source>
        <translation>ein QOI-Bild</translation>
    </message>
    <message>
        <source>an icon</source>
        <translation>ein Symbol</translation>
    </message>
    <message>
        <source>a video</source>
        <translation>ein Video</translation>
    </message>
    <message>
        <source>a HEIC photo</source>
        <translation>ein HEIC-Foto</translation>
    </message>
    <message>
        <source>a camera&apos;s raw picture</source>
        <translation>das Rohbild einer Kamera</translation>
    </message>
    <message>
        <source>which has to be converted to JPEG or PNG first</source>
        <translation>das zuerst in JPEG oder PNG gewandelt werden muss</translation>
    </message>
    <message>
        <source>a web page, not the picture itself</source>
        <translation>eine Webseite, nicht das Bild selbst</translation>
    </message>
    <message>
        <source>a pointer of Git LFS, not the picture itself</source>
        <translation>ein Zeiger von Git LFS, nicht das Bild selbst</translation>
    </message>
    <message>
        <source>an SVG drawing, {convert}</source>
        <translation>eine SVG-Zeichnung, {convert}</translation>
    </message>
    <message>
        <source>Turned upright as its EXIF data says.</source>
        <translation>Aufrecht gedreht, wie die EXIF-Daten sagen.</translation>
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation>{name} ist leer.</translation>
    </message>
    <message>
        <source>{name} is {kind}.</source>
        <translation>{name} ist {kind}.</translation>
    </message>
    <message>
        <source>{name} is {unidentified}.</source>
        <translation>{name} ist {unidentified}.</translation>
    </message>
    <message>
        <source>{name} does not fit into memory.</source>
        <translation>{name} passt nicht in den Speicher.</translation>
    </message>
    <message>
        <source>{name} is {undecoded}.</source>
        <translation>{name} ist {undecoded}.</translation>
    </message>
    <message>
        <source>Its alpha channel is empty and was ignored.</source>
        <translation>Der Alphakanal ist leer und wurde nicht beachtet.</translation>
    </message>
    <message>
        <source>Transparent parts are shown on grey.</source>
        <translation>Durchsichtiges ist auf Grau gezeigt.</translation>
    </message>
    <message>
        <source>Damaged data beside its pixels were ignored.</source>
        <translation>Beschädigte Daten neben den Pixeln wurden nicht beachtet.</translation>
    </message>
    <message>
        <source>Only the first page is used.</source>
        <translation>Nur die erste Seite wird verwendet.</translation>
    </message>
    <message>
        <source>Animated: only the first frame is used.</source>
        <translation>Animiert: Nur das erste Einzelbild wird verwendet.</translation>
    </message>
    <message>
        <source>Converted from {bits} to 8 bits per channel.</source>
        <translation>Von {bits} in 8 Bit je Kanal gewandelt.</translation>
    </message>
    <message>
        <source>an AVIF picture, which the Pillow that is installed here cannot read</source>
        <translation>ein AVIF-Bild, das das hier installierte Pillow nicht lesen kann</translation>
    </message>
    <message>
        <source>not a {readable} image</source>
        <translation>kein Bild in {readable}</translation>
    </message>
    <message>
        <source>damaged or cut short</source>
        <translation>beschädigt oder abgeschnitten</translation>
    </message>
    <message>
        <source>is {size} × {size2} pixels large</source>
        <translation>ist {size} × {size2} Pixel groß</translation>
    </message>
    <message>
        <source>is far too large</source>
        <translation>ist viel zu groß</translation>
    </message>
    <message>
        <source>Only its small preview is used.</source>
        <translation>Nur die kleine Vorschau wird verwendet.</translation>
    </message>
    <message>
        <source>{name} is {described}.</source>
        <translation>{name} ist {described}.</translation>
    </message>
    <message>
        <source>signed numbers</source>
        <translation>Zahlen mit Vorzeichen</translation>
    </message>
    <message>
        <source>floating point numbers</source>
        <translation>Gleitkommazahlen</translation>
    </message>
    <message>
        <source>complex numbers</source>
        <translation>komplexen Zahlen</translation>
    </message>
    <message>
        <source>{samplesperpixel} channel{value}</source>
        <translation>{samplesperpixel} Kanal/Kanälen{value}</translation>
    </message>
    <message>
        <source>{channels} of {bitspersample}-bit {get}</source>
        <translation>{channels} mit {get} zu {bitspersample} Bit</translation>
    </message>
    <message>
        <source>colour space {getattr}</source>
        <translation>Farbraum {getattr}</translation>
    </message>
    <message>
        <source>separate planes</source>
        <translation>getrennten Ebenen</translation>
    </message>
    <message>
        <source>compression {getattr}</source>
        <translation>Kompression {getattr}</translation>
    </message>
    <message>
        <source>predictor {predictor}</source>
        <translation>Prädiktor {predictor}</translation>
    </message>
    <message>
        <source>a TIFF of {parts}, which cannot be read; save it with 8 bits a channel</source>
        <translation>ein TIFF mit {parts}, das nicht gelesen werden kann; mit 8 Bit je Kanal speichern</translation>
    </message>
    <message>
        <source>Width of the captioner&apos;s search, and how many captions the guide ranks</source>
        <translation>Breite der Suche des Bildbeschreibers, und wie viele Beschreibungen das Leit-CLIP ordnet</translation>
    </message>
    <message>
        <source>Describing the image</source>
        <translation>Beschreibt das Bild</translation>
    </message>
    <message>
        <source>Captioning</source>
        <translation>Bildbeschreibung</translation>
    </message>
    <message>
        <source>BLIP-2 (ICML 2023), Florence-2 (CVPR 2024), LLaVA (NeurIPS 2023)</source>
        <translation>BLIP-2 (ICML 2023), Florence-2 (CVPR 2024), LLaVA (NeurIPS 2023)</translation>
    </message>
    <message>
        <source>What a captioner says of the image; it does not aim at the renderer.</source>
        <translation>Was ein Bildbeschreiber vom Bild sagt; auf den Renderer zielt er nicht.</translation>
    </message>
    <message>
        <source>one beam search of the captioner for every image</source>
        <translation>eine Strahlsuche des Bildbeschreibers je Bild</translation>
    </message>
    <message>
        <source>Best: a greedy chain of phrases. Fast: as they rank. Classic: one of each list. Negative: what the image does not show</source>
        <translation>Best: eine gierige Kette von Wendungen. Fast: wie sie gereiht sind. Classic: eine aus jeder Liste. Negative: was das Bild nicht zeigt</translation>
    </message>
    <message>
        <source>What the line begins with. Auto: a caption where there is a captioner, else words that CLIP finds</source>
        <translation>Womit die Zeile beginnt. Auto: mit einer Beschreibung, wo es einen Bildbeschreiber gibt, sonst mit Wörtern, die CLIP findet</translation>
    </message>
    <message>
        <source>Phrases that are tried in the chain&apos;s first round</source>
        <translation>Wendungen, die in der ersten Runde der Kette versucht werden</translation>
    </message>
    <message>
        <source>Reading phrases, {done} of {count}</source>
        <translation>Liest Wendungen, {done} von {count}</translation>
    </message>
    <message>
        <source>Ranking phrases</source>
        <translation>Reiht Wendungen</translation>
    </message>
    <message>
        <source>Trying phrases</source>
        <translation>Versucht Wendungen</translation>
    </message>
    <message>
        <source>CLIP Interrogator</source>
        <translation>CLIP Interrogator</translation>
    </message>
    <message>
        <source>CLIP Interrogator (pharmapsychotic, 2022)</source>
        <translation>CLIP Interrogator (pharmapsychotic, 2022)</translation>
    </message>
    <message>
        <source>A caption, and phrases from lists that CLIP finds in the image: a line of tags.</source>
        <translation>Eine Beschreibung, und Wendungen aus Listen, die CLIP im Bild findet: eine Zeile von Schlagwörtern.</translation>
    </message>
    <message>
        <source>all phrases once for every CLIP, then up to some thousand CLIP texts</source>
        <translation>alle Wendungen einmal für jedes CLIP, dann bis zu einigen tausend CLIP-Texten</translation>
    </message>
    <message>
        <source>{count} words became {count2}.</source>
        <translation>Aus {count} Wörtern wurden {count2}.</translation>
    </message>
    <message>
        <source>Which rewards steer the search and choose the prompt</source>
        <translation>Welche Belohnungen die Suche steuern und den Prompt wählen</translation>
    </message>
    <message>
        <source>Which masked words are committed first</source>
        <translation>Welche maskierten Wörter zuerst festgelegt werden</translation>
    </message>
    <message>
        <source>Prompts refined side by side; more find better ones and take longer</source>
        <translation>Prompts, die nebeneinander verfeinert werden; mehr finden bessere und dauern länger</translation>
    </message>
    <message>
        <source>More take longer. 0: 16, or three for four pieces if all must be used</source>
        <translation>Mehr dauern länger. 0: 16, oder drei je vier Token, wenn alle verwendet werden müssen</translation>
    </message>
    <message>
        <source>Weight of the likeness to the image</source>
        <translation>Gewicht der Ähnlichkeit mit dem Bild</translation>
    </message>
    <message>
        <source>Weight of low coupling: higher makes words easier to swap</source>
        <translation>Gewicht niedriger Kopplung: Höher macht Wörter leichter tauschbar</translation>
    </message>
    <message>
        <source>Below 1 likely words are taken more often, above 1 rare ones too</source>
        <translation>Unter 1 werden wahrscheinliche Wörter öfter genommen, über 1 auch seltene</translation>
    </message>
    <message>
        <source>How much chance there is in the order in which words are committed; 0: none</source>
        <translation>Wie viel Zufall in der Reihenfolge ist, in der Wörter festgelegt werden; 0: keiner</translation>
    </message>
    <message>
        <source>Only the likeliest words, which together have this probability, are taken</source>
        <translation>Nur die wahrscheinlichsten Wörter, die zusammen diese Wahrscheinlichkeit haben, werden genommen</translation>
    </message>
    <message>
        <source>Tell the language model the words that CLIP finds in the image</source>
        <translation>Dem Sprachmodell die Wörter nennen, die CLIP im Bild findet</translation>
    </message>
    <message>
        <source>How much likeness to the words that CLIP finds counts beside that to the image</source>
        <translation>Wie viel Ähnlichkeit mit den Wörtern, die CLIP findet, neben der mit dem Bild zählt</translation>
    </message>
    <message>
        <source>How much likeness to pictures of all kinds is taken off that to the image</source>
        <translation>Wie viel Ähnlichkeit mit Bildern aller Art von der mit dem Bild abgezogen wird</translation>
    </message>
    <message>
        <source>How much proposals lean towards words that CLIP finds in the image</source>
        <translation>Wie sehr Vorschläge zu Wörtern neigen, die CLIP im Bild findet</translation>
    </message>
    <message>
        <source>Rounds in which weak words of the finished prompt are masked and found anew</source>
        <translation>Runden, in denen schwache Wörter des fertigen Prompts maskiert und neu gefunden werden</translation>
    </message>
    <message>
        <source>Complete fillings that are scored for every particle and step</source>
        <translation>Vollständige Füllungen, die je Partikel und Schritt bewertet werden</translation>
    </message>
    <message>
        <source>Without hints: words that are tried in a place before one is drawn; 0: none</source>
        <translation>Ohne Hinweise: Wörter, die an einer Stelle versucht werden, bevor eines gezogen wird; 0: keine</translation>
    </message>
    <message>
        <source>Share of the budget before which no prompt ends. 1: all is used, as in the paper</source>
        <translation>Anteil des Budgets, vor dem kein Prompt endet. 1: alles wird verwendet, wie in der Veröffentlichung</translation>
    </message>
    <message>
        <source>Probability from which the kernel “threshold” commits a word</source>
        <translation>Wahrscheinlichkeit, ab der der Kern „threshold“ ein Wort festlegt</translation>
    </message>
    <message>
        <source>Entropy that the kernel “entropy bound” may commit in a step, nats</source>
        <translation>Entropie, die der Kern „entropy bound“ in einem Schritt festlegen darf, in Nat</translation>
    </message>
    <message>
        <source>Steps after which all is read anew. 1: at every step, as in the papers</source>
        <translation>Schritte, nach denen alles neu gelesen wird. 1: bei jedem Schritt, wie in den Veröffentlichungen</translation>
    </message>
    <message>
        <source>How particles are drawn anew by their weights</source>
        <translation>Wie Partikel nach ihren Gewichten neu gezogen werden</translation>
    </message>
    <message>
        <source>Share of the particles that a step must leave effective, or it is spread over the following ones</source>
        <translation>Anteil der Partikel, den ein Schritt wirksam lassen muss, sonst wird er auf die folgenden verteilt</translation>
    </message>
    <message>
        <source>Coupling from the predictions at words that are there, as the paper&apos;s formula reads</source>
        <translation>Kopplung aus den Vorhersagen bei den vorhandenen Wörtern, wie die Formel der Veröffentlichung lautet</translation>
    </message>
    <message>
        <source>Reading the image</source>
        <translation>Liest das Bild</translation>
    </message>
    <message>
        <source>Refining the prompt</source>
        <translation>Verfeinert den Prompt</translation>
    </message>
    <message>
        <source>Polishing</source>
        <translation>Feinschliff</translation>
    </message>
    <message>
        <source>Correcting</source>
        <translation>Korrigiert</translation>
    </message>
    <message>
        <source>Measuring coupling</source>
        <translation>Misst die Kopplung</translation>
    </message>
    <message>
        <source>Edit-friendly</source>
        <translation>Edit-freundlich</translation>
    </message>
    <message>
        <source>Interpretable Prompts made Edit-Friendly (CVPR 2026)</source>
        <translation>Interpretable Prompts made Edit-Friendly (CVPR 2026)</translation>
    </message>
    <message>
        <source>A diffusion LM refines the whole prompt at once, steered by the image and by low coupling.</source>
        <translation>Ein Diffusions-Sprachmodell verfeinert den ganzen Prompt auf einmal, gesteuert von Bild und niedriger Kopplung.</translation>
    </message>
    <message>
        <source>16 forwards of 8 particles, and 4 rounds of polishing</source>
        <translation>16 Durchläufe von 8 Partikeln, und 4 Runden Feinschliff</translation>
    </message>
    <message>
        <source>A budget of {budget} pieces is too small for {count} concepts.</source>
        <translation>Ein Budget von {budget} Token ist zu klein für {count} Konzepte.</translation>
    </message>
    <message>
        <source>Concept {value} of {count}</source>
        <translation>Konzept {value} von {count}</translation>
    </message>
    <message>
        <source>Steps of AdamW; more take longer. The authors take 3000</source>
        <translation>Schritte von AdamW; mehr dauern länger. Die Autoren nehmen 3000</translation>
    </message>
    <message>
        <source>How far a step goes</source>
        <translation>Wie weit ein Schritt geht</translation>
    </message>
    <message>
        <source>How much a step draws the embeddings back towards zero</source>
        <translation>Wie sehr ein Schritt die Embeddings zur Null zurückzieht</translation>
    </message>
    <message>
        <source>Away from the image: what it does not show, for a negative prompt</source>
        <translation>Weg vom Bild: was es nicht zeigt, für einen Negativ-Prompt</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>Steigt hinab</translation>
    </message>
    <message>
        <source>Hard Prompts Made Easy (NeurIPS 2023)</source>
        <translation>Hard Prompts Made Easy (NeurIPS 2023)</translation>
    </message>
    <message>
        <source>Gradient descent on CLIP&apos;s embeddings, on real pieces: close to the image, hard to read.</source>
        <translation>Gradientenabstieg auf CLIPs Embeddings, auf echten Token: nah am Bild, schwer zu lesen.</translation>
    </message>
    <message>
        <source>300 forwards and backwards of CLIP&apos;s text tower; the authors take 3000</source>
        <translation>300 Vor- und Rückwärtsläufe von CLIPs Textturm; die Autoren nehmen 3000</translation>
    </message>
    <message>
        <source>Steps of the search; more take longer</source>
        <translation>Schritte der Suche; mehr dauern länger</translation>
    </message>
    <message>
        <source>Noise levels that are looked at in a step</source>
        <translation>Rauschstufen, die in einem Schritt angesehen werden</translation>
    </message>
    <message>
        <source>Strings on the way that are rendered in the end, to choose the best</source>
        <translation>Texte vom Weg, die am Ende gerendert werden, um den besten zu wählen</translation>
    </message>
    <message>
        <source>Rendering the best</source>
        <translation>Rendert die besten</translation>
    </message>
    <message>
        <source>Prompting Hard or Hardly Prompting (CVPR 2024)</source>
        <translation>Prompting Hard or Hardly Prompting (CVPR 2024)</translation>
    </message>
    <message>
        <source>Gradient descent through the diffusion model, projected on real pieces. Slow, for experts.</source>
        <translation>Gradientenabstieg durch das Diffusionsmodell, auf echte Token projiziert. Langsam, für Kenner.</translation>
    </message>
    <message>
        <source>300 forwards and backwards of the UNet, then 4 renders</source>
        <translation>300 Vor- und Rückwärtsläufe des UNets, dann 4 Bilder</translation>
    </message>
    <message>
        <source>The methods of {source} are left out: {reason}.</source>
        <translation>Die Methoden von {source} werden ausgelassen: {reason}.</translation>
    </message>
    <message>
        <source>one of them would end the program while it is loaded</source>
        <translation>eine davon würde das Programm beim Laden beenden</translation>
    </message>
    <message>
        <source>There is no method “{method}”; choose {methods}.</source>
        <translation>Die Methode „{method}“ gibt es nicht; zur Wahl stehen {methods}.</translation>
    </message>
    <message>
        <source>{title} does not do “{task}”; it does {tasks}.</source>
        <translation>{title} kann „{task}“ nicht; sondern {tasks}.</translation>
    </message>
    <message>
        <source>The budget must be between 1 and 77 CLIP pieces, not {budget}.</source>
        <translation>Das Budget muss zwischen 1 und 77 CLIP-Token liegen, nicht {budget}.</translation>
    </message>
    <message>
        <source>The seed must be between 0 and 2⁶³−1, not {seed}.</source>
        <translation>Der Seed muss zwischen 0 und 2⁶³−1 liegen, nicht {seed}.</translation>
    </message>
    <message>
        <source>{title} cannot keep locked words; use edit_friendly.</source>
        <translation>{title} kann gesperrte Wörter nicht behalten; edit_friendly verwenden.</translation>
    </message>
    <message>
        <source>A locked word must contain at least one letter, digit or symbol.</source>
        <translation>Ein gesperrtes Wort muss mindestens einen Buchstaben, eine Ziffer oder ein Zeichen enthalten.</translation>
    </message>
    <message>
        <source>The locked words need {needed} CLIP pieces, more than the budget of {pieces}.</source>
        <translation>Die gesperrten Wörter brauchen {needed} CLIP-Token, mehr als das Budget von {pieces}.</translation>
    </message>
    <message>
        <source>Distillation needs the prompt that is to become shorter.</source>
        <translation>Kürzung braucht den Prompt, der kürzer werden soll.</translation>
    </message>
    <message>
        <source>Distillation shortens a prompt; it takes no reference images.</source>
        <translation>Kürzung kürzt einen Prompt; sie nimmt keine Referenzbilder.</translation>
    </message>
    <message>
        <source>Only distillation takes a text; {task} takes reference images.</source>
        <translation>Nur Kürzung nimmt einen Text; {task} nimmt Referenzbilder.</translation>
    </message>
    <message>
        <source>An inversion needs at least one reference image.</source>
        <translation>Eine Inversion braucht mindestens ein Referenzbild.</translation>
    </message>
    <message>
        <source>Multi-concept needs at least two reference images, one for each concept.</source>
        <translation>Multi-Konzept braucht mindestens zwei Referenzbilder, eines für jedes Konzept.</translation>
    </message>
    <message>
        <source>{message}; settings are {known}.</source>
        <translation>{message}; Einstellungen sind {known}.</translation>
    </message>
    <message>
        <source>a setting is out of range: {message}.</source>
        <translation>eine Einstellung ist außerhalb des Bereichs: {message}.</translation>
    </message>
    <message>
        <source>{title} cannot take references for style; choose another method.</source>
        <translation>{title} kann keine Referenzen für den Stil nehmen; eine andere Methode wählen.</translation>
    </message>
    <message>
        <source>A budget of {budget} pieces is too small for content and style.</source>
        <translation>Ein Budget von {budget} Token ist zu klein für Inhalt und Stil.</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Looking for words in the image</source>
        <translation>Sucht Wörter im Bild</translation>
    </message>
    <message>
        <source>This says what the image is not: use it as the negative prompt.</source>
        <translation>Das sagt, was das Bild nicht ist: als Negativ-Prompt verwenden.</translation>
    </message>
    <message>
        <source>a picture of</source>
        <translation>a picture of</translation>
    </message>
    <message>
        <source>a rendering of</source>
        <translation>a rendering of</translation>
    </message>
    <message>
        <source>Embeddings of the word; more hold more of the image</source>
        <translation>Embeddings des Worts; mehr fassen mehr vom Bild</translation>
    </message>
    <message>
        <source>A word of {vectors} vectors takes as many CLIP pieces, more than the budget of {pieces}.</source>
        <translation>Ein Wort aus {vectors} Vektoren braucht ebenso viele CLIP-Token, mehr als das Budget von {pieces}.</translation>
    </message>
    <message>
        <source>“{token}” stands for {vectors} learned vectors of {name}; no other model can read it.</source>
        <translation>„{token}“ steht für {vectors} gelernte Vektoren von {name}; kein anderes Modell kann es lesen.</translation>
    </message>
    <message>
        <source>Learning the word</source>
        <translation>Lernt das Wort</translation>
    </message>
    <message>
        <source>Textual Inversion</source>
        <translation>Textual Inversion</translation>
    </message>
    <message>
        <source>An Image is Worth One Word (ICLR 2023)</source>
        <translation>An Image is Worth One Word (ICLR 2023)</translation>
    </message>
    <message>
        <source>A new word whose embeddings are learned from the image: an opaque chip. Slow, for experts.</source>
        <translation>Ein neues Wort, dessen Embeddings aus dem Bild gelernt werden: ein undurchsichtiger Chip. Langsam, für Kenner.</translation>
    </message>
    <message>
        <source>300 forwards and backwards of the UNet; published recipes take 3000 and more</source>
        <translation>300 Vor- und Rückwärtsläufe des UNets; veröffentlichte Rezepte nehmen 3000 und mehr</translation>
    </message>
    <message>
        <source>vision-language model</source>
        <translation>Bild-Sprach-Modell</translation>
    </message>
    <message>
        <source>Texts that are written side by side; more find better ones and take longer</source>
        <translation>Texte, die nebeneinander geschrieben werden; mehr finden bessere und dauern länger</translation>
    </message>
    <message>
        <source>Which models steer the search and choose the prompt</source>
        <translation>Welche Modelle die Suche steuern und den Prompt wählen</translation>
    </message>
    <message>
        <source>Weight of the likeness to the image: nats for a cosine of 1</source>
        <translation>Gewicht der Ähnlichkeit mit dem Bild: Nat für einen Kosinus von 1</translation>
    </message>
    <message>
        <source>How much longer prompts are favoured</source>
        <translation>Wie sehr längere Prompts bevorzugt werden</translation>
    </message>
    <message>
        <source>What writes; a vision-language model and a captioner are shown the images themselves</source>
        <translation>Was schreibt; einem Bild-Sprach-Modell und einem Bildbeschreiber werden die Bilder selbst gezeigt</translation>
    </message>
    <message>
        <source>Tell a language model without a chat template the words found in the image, too</source>
        <translation>Auch einem Sprachmodell ohne Chat-Vorlage die im Bild gefundenen Wörter nennen</translation>
    </message>
    <message>
        <source>Keep what was read of every beam; off, everything is read anew at every step</source>
        <translation>Behalten, was von jedem Strahl gelesen wurde; aus: alles wird bei jedem Schritt neu gelesen</translation>
    </message>
    <message>
        <source>Score as the authors&apos; program does</source>
        <translation>Bewerten wie das Programm der Autoren</translation>
    </message>
    <message>
        <source>With “repo faithful”: image features of length 1, as in CLIP&apos;s training</source>
        <translation>Mit „repo faithful“: Bildmerkmale der Länge 1, wie in CLIPs Training</translation>
    </message>
    <message>
        <source>VGD: a {reader} always keeps its cache; leave “cache” on.</source>
        <translation>VGD: {reader} behält immer seinen Cache; „Cache“ anlassen.</translation>
    </message>
    <message>
        <source>VGD: a {reader} needs reference images; distil with the causal LM.</source>
        <translation>VGD: {reader} braucht Referenzbilder; mit dem kausalen Sprachmodell kürzen.</translation>
    </message>
    <message>
        <source>VGD: a {reader} looks at the images itself; leave “hints” off.</source>
        <translation>VGD: {reader} sieht die Bilder selbst an; „Hinweise“ auslassen.</translation>
    </message>
    <message>
        <source>VGD: {name} was not trained on hints; leave “hints” off.</source>
        <translation>VGD: {name} wurde nicht mit Hinweisen trainiert; „Hinweise“ auslassen.</translation>
    </message>
    <message>
        <source>Searching for words</source>
        <translation>Sucht Wörter</translation>
    </message>
    <message>
        <source>Visually Guided Decoding (ICLR 2025)</source>
        <translation>Visually Guided Decoding (ICLR 2025)</translation>
    </message>
    <message>
        <source>Beam search of a causal language model, every continuation scored against the image.</source>
        <translation>Strahlsuche eines kausalen Sprachmodells, jede Fortsetzung am Bild bewertet.</translation>
    </message>
    <message>
        <source>one forward of 10 beams and up to 100 CLIP texts for every piece</source>
        <translation>ein Durchlauf von 10 Strahlen und bis zu 100 CLIP-Texten je Token</translation>
    </message>
    <message>
        <source>There is no device “{name}”; choose {devices} or a GPU by number, as cuda:1.</source>
        <translation>Das Gerät „{name}“ gibt es nicht; zur Wahl stehen {devices} oder eine GPU mit Nummer, wie cuda:1.</translation>
    </message>
    <message>
        <source>There is no {name}: this machine has {value} usable CUDA device{value2}.</source>
        <translation>{name} gibt es nicht: Nutzbare CUDA-Geräte dieses Computers: {value}{value2}.</translation>
    </message>
    <message>
        <source>This machine has no usable {name} device; try --device auto.</source>
        <translation>Dieser Computer hat kein nutzbares Gerät {name}; --device auto versuchen.</translation>
    </message>
    <message>
        <source>There is no number format “{name}”; choose {dtypes}.</source>
        <translation>Das Zahlenformat „{name}“ gibt es nicht; zur Wahl stehen {dtypes}.</translation>
    </message>
    <message>
        <source>The CPU cannot compute in float16; choose float32 or bfloat16.</source>
        <translation>Die CPU kann nicht in float16 rechnen; float32 oder bfloat16 wählen.</translation>
    </message>
    <message>
        <source>A memory limit is a number and its unit, such as 6GB or 512MB, not “{text}”.</source>
        <translation>Eine Speichergrenze ist eine Zahl mit Einheit, wie 6GB oder 512MB, nicht „{text}“.</translation>
    </message>
    <message>
        <source>Describe this picture in one sentence: its subject, setting, light and style.</source>
        <translation>Describe this picture in one sentence: its subject, setting, light and style.</translation>
    </message>
    <message>
        <source>VGD cannot write with the captioner “{name}”; it can with Florence-2, BLIP and encoder-decoders, and LLaVA can write as “vlm”.</source>
        <translation>VGD kann nicht mit dem Bildbeschreiber „{name}“ schreiben; mit Florence-2, BLIP und Encoder-Decodern geht es, und LLaVA kann als „vlm“ schreiben.</translation>
    </message>
    <message>
        <source>“{name}” is a {model_type} model, not a {model_type2} one.</source>
        <translation>„{name}“ ist ein {model_type}-Modell, kein {model_type2}-Modell.</translation>
    </message>
    <message>
        <source>“{name}” ({file}) is no GGUF file.</source>
        <translation>„{name}“ ({file}) ist keine GGUF-Datei.</translation>
    </message>
    <message>
        <source>“{name}” does not say which token ends a text.</source>
        <translation>„{name}“ sagt nicht, welches Token einen Text beendet.</translation>
    </message>
    <message>
        <source>“{name}” has a text tower of another kind than CLIP&apos;s.</source>
        <translation>„{name}“ hat einen Textturm anderer Art als CLIP.</translation>
    </message>
    <message>
        <source>“{name}” has no {weights} at {folder}.</source>
        <translation>„{name}“ hat keine {weights} in {folder}.</translation>
    </message>
    <message>
        <source>“{name}” has the text tower “{hugging_face}”, which would have to be fetched.</source>
        <translation>„{name}“ hat den Textturm „{hugging_face}“, der geladen werden müsste.</translation>
    </message>
    <message>
        <source>“{name}” needs the tokenizer “{named}”, whose files are not at {folder}.</source>
        <translation>„{name}“ braucht den Tokenizer „{named}“, dessen Dateien nicht in {folder} sind.</translation>
    </message>
    <message>
        <source>{name} holds {count} words: {names}.</source>
        <translation>{name} enthält {count} Wörter: {names}.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is no safetensors file, or damaged or cut short.</source>
        <translation>{name} kann nicht gelesen werden: Es ist keine safetensors-Datei, oder beschädigt oder abgeschnitten.</translation>
    </message>
    <message>
        <source>{name} cannot be read as a word of Textual Inversion: {reason}.</source>
        <translation>{name} kann nicht als Wort von Textual Inversion gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>the first text encoder of Stable Diffusion XL</source>
        <translation>der erste Textencoder von Stable Diffusion XL</translation>
    </message>
    <message>
        <source>tensors such as “{next}”</source>
        <translation>Tensoren wie „{next}“</translation>
    </message>
    <message>
        <source>no tensor that is one</source>
        <translation>keinen Tensor, der eines ist</translation>
    </message>
    <message>
        <source>{name} is no word of Textual Inversion: it holds {inside}.</source>
        <translation>{name} ist kein Wort von Textual Inversion: Es enthält {inside}.</translation>
    </message>
    <message>
        <source>{name} names its word with characters that cannot be typed; rename it.</source>
        <translation>{name} nennt sein Wort mit Zeichen, die sich nicht tippen lassen; umbenennen.</translation>
    </message>
    <message>
        <source>{name} is no word of Textual Inversion: its tensor has {ndim} dimensions.</source>
        <translation>{name} ist kein Wort von Textual Inversion: Sein Tensor hat {ndim} Dimensionen.</translation>
    </message>
    <message>
        <source>“{token}” in {name} has {count} vectors; a prompt has room for {most_vectors}.</source>
        <translation>„{token}“ in {name} hat {count} Vektoren; ein Prompt hat Platz für {most_vectors}.</translation>
    </message>
    <message>
        <source>a pickle (.pt, .bin), which may run programs and is never read; convert it to .safetensors</source>
        <translation>ein Pickle (.pt, .bin), das Programme ausführen kann und nie gelesen wird; in .safetensors wandeln</translation>
    </message>
    <message>
        <source>{name} is {what}.</source>
        <translation>{name} ist {what}.</translation>
    </message>
    <message>
        <source>Nothing loads a model of the kind “{kind}” ({name}).</source>
        <translation>Nichts lädt ein Modell der Art „{kind}“ ({name}).</translation>
    </message>
    <message>
        <source>no d_model</source>
        <translation>kein d_model</translation>
    </message>
    <message>
        <source>“{name}” is not of LLaDA&apos;s known architecture: its config.json says {what}.</source>
        <translation>„{name}“ hat nicht LLaDAs bekannten Aufbau: Sein config.json sagt {what}.</translation>
    </message>
    <message>
        <source>The tokenizer of “{name}” has neither a chat template nor [CLS] and [SEP].</source>
        <translation>Der Tokenizer von „{name}“ hat weder eine Chat-Vorlage noch [CLS] und [SEP].</translation>
    </message>
    <message>
        <source>A picture of {hints}. Its description:
</source>
        <translation>A picture of {hints}. Its description:
</translation>
    </message>
    <message>
        <source>The tokenizer of “{name}” has no chat template.</source>
        <translation>Der Tokenizer von „{name}“ hat keine Chat-Vorlage.</translation>
    </message>
    <message>
        <source>“{name}” does not say which of its tokens is the mask.</source>
        <translation>„{name}“ sagt nicht, welches seiner Token die Maske ist.</translation>
    </message>
    <message>
        <source>The segmenter “{name}” has no readable labels.json at {folder}.</source>
        <translation>Der Segmentierer „{name}“ hat kein lesbares labels.json in {folder}.</translation>
    </message>
    <message>
        <source>The segmenter “{name}” has {out_channels} classes, not labels.</source>
        <translation>Der Segmentierer „{name}“ hat {out_channels} Klassen, nicht so viele Namen.</translation>
    </message>
    <message>
        <source>There is no scheduler “{scheduler}”; choose {schedulers}.</source>
        <translation>Den Scheduler „{scheduler}“ gibt es nicht; zur Wahl stehen {schedulers}.</translation>
    </message>
    <message>
        <source>guidance_rescale of {name} is a number from 0 to 1, not “{option}”.</source>
        <translation>guidance_rescale von {name} ist eine Zahl von 0 bis 1, nicht „{option}“.</translation>
    </message>
    <message>
        <source>{name} left the range of {numbers} and made no picture; render in float32.</source>
        <translation>{name} verließ den Bereich von {numbers} und machte kein Bild; in float32 rendern.</translation>
    </message>
    <message>
        <source>“{token}” was learned with {model}; {name} cannot read it.</source>
        <translation>„{token}“ wurde mit {model} gelernt; {name} kann es nicht lesen.</translation>
    </message>
    <message>
        <source>“{name}” at {folder} is made for {made_for}; Prompt Studio renders with Stable Diffusion 1.x and 2.x (StableDiffusionPipeline).</source>
        <translation>„{name}“ in {folder} ist für {made_for} gemacht; Prompt Studio rendert mit Stable Diffusion 1.x und 2.x (StableDiffusionPipeline).</translation>
    </message>
    <message>
        <source>{model} on {device}</source>
        <translation>{model} auf {device}</translation>
    </message>
    <message>
        <source>“{name}” has no readable config.json at {parent}.</source>
        <translation>„{name}“ hat kein lesbares config.json in {parent}.</translation>
    </message>
    <message>
        <source>“{name}” is a “{model_type}”, which needs program code of its own; Prompt Studio runs no code that comes with a model.</source>
        <translation>„{name}“ ist ein „{model_type}“, das eigenen Programmcode braucht; Prompt Studio führt keinen Code aus, der mit einem Modell kommt.</translation>
    </message>
    <message>
        <source>“{name}” at {folder} lacks {count} of its weights (the first is {lacking}).</source>
        <translation>„{name}“ in {folder} fehlen {count} Gewichte (das erste ist {lacking}).</translation>
    </message>
    <message>
        <source>The processor of “{name}” could not be loaded: {first_line}</source>
        <translation>Der Prozessor von „{name}“ konnte nicht geladen werden: {first_line}</translation>
    </message>
    <message>
        <source>no file</source>
        <translation>keine Datei</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>{count} Dateien</translation>
    </message>
    <message>
        <source>“{name}” at {path} holds {count} named {pattern}; exactly one is needed.</source>
        <translation>„{name}“ in {path} enthält {count} namens {pattern}; genau eine ist nötig.</translation>
    </message>
    <message>
        <source>a Stable Diffusion 3 checkpoint</source>
        <translation>ein Stable-Diffusion-3-Checkpoint</translation>
    </message>
    <message>
        <source>a Flux checkpoint</source>
        <translation>ein Flux-Checkpoint</translation>
    </message>
    <message>
        <source>a ControlNet</source>
        <translation>ein ControlNet</translation>
    </message>
    <message>
        <source>a LoRA, which changes a checkpoint and is none</source>
        <translation>eine LoRA, die einen Checkpoint ändert und keiner ist</translation>
    </message>
    <message>
        <source>an AltDiffusion checkpoint</source>
        <translation>ein AltDiffusion-Checkpoint</translation>
    </message>
    <message>
        <source>an inpainting checkpoint</source>
        <translation>ein Inpainting-Checkpoint</translation>
    </message>
    <message>
        <source>an InstructPix2Pix checkpoint</source>
        <translation>ein InstructPix2Pix-Checkpoint</translation>
    </message>
    <message>
        <source>a depth checkpoint</source>
        <translation>ein Tiefen-Checkpoint</translation>
    </message>
    <message>
        <source>“{name}” at {path} holds {count} .safetensors files; one is needed.</source>
        <translation>„{name}“ in {path} enthält {count} .safetensors-Dateien; eine ist nötig.</translation>
    </message>
    <message>
        <source>a Stable Diffusion XL or unCLIP checkpoint</source>
        <translation>ein Stable-Diffusion-XL- oder unCLIP-Checkpoint</translation>
    </message>
    <message>
        <source>a Stable Diffusion XL checkpoint</source>
        <translation>ein Stable-Diffusion-XL-Checkpoint</translation>
    </message>
    <message>
        <source>no checkpoint of Stable Diffusion: it has no UNet under the names that A1111 and ComfyUI use</source>
        <translation>kein Checkpoint von Stable Diffusion: ohne UNet unter den Namen, die A1111 und ComfyUI verwenden</translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation>Textencoder</translation>
    </message>
    <message>
        <source>a UNet without its {lacking}</source>
        <translation>ein UNet ohne {lacking}</translation>
    </message>
    <message>
        <source>“{name}” ({name2}) is {what}; Prompt Studio renders with whole checkpoints of Stable Diffusion 1.x and 2.x.</source>
        <translation>„{name}“ ({name2}) ist {what}; Prompt Studio rendert mit ganzen Checkpoints von Stable Diffusion 1.x und 2.x.</translation>
    </message>
    <message>
        <source>The option “prediction” of {name} is {predictions}, not “{option}”.</source>
        <translation>Die Option „prediction“ von {name} ist {predictions}, nicht „{option}“.</translation>
    </message>
    <message>
        <source>The option “config” of {name} names {folder}, which is none.</source>
        <translation>Die Option „config“ von {name} nennt {folder}, was keine ist.</translation>
    </message>
    <message>
        <source>“{name}” ({name2}) lacks some of the weights of its {part}.</source>
        <translation>„{name}“ ({name2}) fehlen einige Gewichte: {part}.</translation>
    </message>
    <message>
        <source>“{name}” at {path} holds no CLIP text tower.</source>
        <translation>„{name}“ in {path} enthält keinen CLIP-Textturm.</translation>
    </message>
    <message>
        <source>{name} and the text encoder of {name2}</source>
        <translation>{name} und der Textencoder von {name2}</translation>
    </message>
    <message>
        <source>{names} are different towers ({what} {mine} and {theirs})</source>
        <translation>{names} sind verschiedene Türme ({what} {mine} und {theirs})</translation>
    </message>
    <message>
        <source>{names} are towers of different shapes</source>
        <translation>{names} sind Türme verschiedener Form</translation>
    </message>
    <message>
        <source>{names} are the same tower ({blocks} blocks compared).</source>
        <translation>{names} sind derselbe Turm ({blocks} Blöcke verglichen).</translation>
    </message>
    <message>
        <source>The text encoder of {name} was trained on from {name2}</source>
        <translation>Der Textencoder von {name} wurde von {name2} aus weitertrainiert</translation>
    </message>
    <message>
        <source>{names} are different towers</source>
        <translation>{names} sind verschiedene Türme</translation>
    </message>
    <message>
        <source>, {difference} apart</source>
        <translation>, Abstand {difference}</translation>
    </message>
    <message>
        <source>{what}{number}: prompts may render less like the reference.</source>
        <translation>{what}{number}: Prompts ähneln gerendert vielleicht der Referenz weniger.</translation>
    </message>
    <message>
        <source>“{name}” has no {name2}/{stem}.safetensors at {path}.</source>
        <translation>„{name}“ hat kein {name2}/{stem}.safetensors in {path}.</translation>
    </message>
    <message>
        <source>“{name}” at {path} could not be loaded: {first_line}</source>
        <translation>„{name}“ in {path} konnte nicht geladen werden: {first_line}</translation>
    </message>
    <message>
        <source>its .safetensors file is damaged or cut short.</source>
        <translation>seine .safetensors-Datei ist beschädigt oder abgeschnitten.</translation>
    </message>
    <message>
        <source>“{name}” at {path} lacks {count} of its weights (the first is {lacking}).</source>
        <translation>„{name}“ in {path} fehlen {count} Gewichte (das erste ist {lacking}).</translation>
    </message>
    <message>
        <source>{name} needs {bytes_text} and models may take {bytes_text2} of memory{names_in_use}.</source>
        <translation>{name} braucht {bytes_text}, und Modelle dürfen {bytes_text2} Speicher belegen{names_in_use}.</translation>
    </message>
    <message>
        <source>{name} needs {bytes_text}, or {bytes_text2} with offload, and models may take {bytes_text3} on {device}{names_in_use}.</source>
        <translation>{name} braucht {bytes_text}, oder {bytes_text2} mit Auslagern, und Modelle dürfen {bytes_text3} auf {device} belegen{names_in_use}.</translation>
    </message>
    <message>
        <source>With offload {name} waits in main memory, of which it needs {bytes_text} and {bytes_text2} are free.</source>
        <translation>Beim Auslagern wartet {name} im Hauptspeicher, wovon es {bytes_text} braucht und {bytes_text2} frei sind.</translation>
    </message>
    <message>
        <source>, some of which running jobs use ({names})</source>
        <translation>, wovon laufende Aufgaben einige verwenden ({names})</translation>
    </message>
    <message>
        <source>This cannot be handed to the engine: {error}.</source>
        <translation>Das kann der Engine nicht übergeben werden: {error}.</translation>
    </message>
    <message>
        <source>That is {value} MB at once, and at most {value2} MB can be handed to the engine or back; use smaller pictures or fewer.</source>
        <translation>Das sind {value} MB auf einmal, und höchstens {value2} MB können der Engine oder zurück gegeben werden; kleinere oder weniger Bilder verwenden.</translation>
    </message>
    <message>
        <source>a frame with head {hex}</source>
        <translation>ein Paket mit Kopf {hex}</translation>
    </message>
    <message>
        <source>a frame of {length} bytes ended after {count}</source>
        <translation>ein Paket von {length} Bytes endete nach {count}</translation>
    </message>
    <message>
        <source>coupling</source>
        <translation>Kopplung</translation>
    </message>
    <message>
        <source>working out coupling</source>
        <translation>berechnet Kopplung</translation>
    </message>
    <message>
        <source>influence</source>
        <translation>Einfluss</translation>
    </message>
    <message>
        <source>working out influence</source>
        <translation>berechnet Einfluss</translation>
    </message>
    <message>
        <source>suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>looking for words</source>
        <translation>sucht Wörter</translation>
    </message>
    <message>
        <source>completion</source>
        <translation>Ergänzung</translation>
    </message>
    <message>
        <source>completing a word</source>
        <translation>ergänzt ein Wort</translation>
    </message>
    <message>
        <source>separation</source>
        <translation>Trennung</translation>
    </message>
    <message>
        <source>separating two words</source>
        <translation>trennt zwei Wörter</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>finding prompts for a folder</source>
        <translation>findet Prompts für einen Ordner</translation>
    </message>
    <message>
        <source>duel</source>
        <translation>Duell</translation>
    </message>
    <message>
        <source>comparing methods</source>
        <translation>vergleicht Methoden</translation>
    </message>
    <message>
        <source>seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>repeating the edit over seeds</source>
        <translation>wiederholt die Änderung über Seeds</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>starting the engine</source>
        <translation>startet die Engine</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>measuring memory</source>
        <translation>misst den Speicher</translation>
    </message>
    <message>
        <source>freeing memory</source>
        <translation>gibt Speicher frei</translation>
    </message>
    <message>
        <source>grid</source>
        <translation>Raster</translation>
    </message>
    <message>
        <source>rendering a grid</source>
        <translation>rendert ein Raster</translation>
    </message>
    <message>
        <source>{object} in the style of {prompt}</source>
        <translation>{object} in the style of {prompt}</translation>
    </message>
    <message>
        <source>inversion</source>
        <translation>Inversion</translation>
    </message>
    <message>
        <source>inverting</source>
        <translation>invertiert</translation>
    </message>
    <message>
        <source>recognition</source>
        <translation>Wiedererkennen</translation>
    </message>
    <message>
        <source>looking at the picture</source>
        <translation>sieht das Bild an</translation>
    </message>
    <message>
        <source>render</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>rendering</source>
        <translation>rendert</translation>
    </message>
    <message>
        <source>quick render</source>
        <translation>schnelles Bild</translation>
    </message>
    <message>
        <source>rendering quickly</source>
        <translation>rendert schnell</translation>
    </message>
    <message>
        <source>comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>vergleicht</translation>
    </message>
    <message>
        <source>The edit succeeded with {succeeded} of {seeds}.</source>
        <translation>Die Änderung gelang mit {succeeded} von {seeds}.</translation>
    </message>
    <message>
        <source>Its things stayed by {preserved}.</source>
        <translation>Ihre Dinge blieben zu {preserved}.</translation>
    </message>
    <message>
        <source>{preserved} of the rest looks the same.</source>
        <translation>{preserved} des Rests sehen gleich aus.</translation>
    </message>
    <message>
        <source>With {seeds} there was nothing to measure.</source>
        <translation>Mit {seeds} gab es nichts zu messen.</translation>
    </message>
    <message>
        <source>1 seed</source>
        <translation>1 Seed</translation>
    </message>
    <message>
        <source>{count} seeds</source>
        <translation>{count} Seeds</translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation>{count} Bytes</translation>
    </message>
    <message>
        <source>{value} MB</source>
        <translation>{value} MB</translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation>{number} GB</translation>
    </message>
    <message>
        <source>{value} min {value2} s</source>
        <translation>{value} min {value2} s</translation>
    </message>
    <message>
        <source>{value} h {value2} min</source>
        <translation>{value} h {value2} min</translation>
    </message>
    <message>
        <source>{minutes} min {rest} s</source>
        <translation>{minutes} min {rest} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>Only two pictures of the same size can be compared; these have {width} × {height} and {width2} × {height2} pixels.</source>
        <translation>Nur zwei Bilder gleicher Größe lassen sich vergleichen; diese haben {width} × {height} und {width2} × {height2} Pixel.</translation>
    </message>
    <message>
        <source>Nothing visible changed.</source>
        <translation>Nichts Sichtbares änderte sich.</translation>
    </message>
    <message>
        <source>What was changed is syntax of another program, which is not read here; the picture stays the same.</source>
        <translation>Geändert wurde Syntax eines anderen Programms, die hier nicht gelesen wird; das Bild bleibt gleich.</translation>
    </message>
    <message>
        <source>The edit covers the whole picture; there is no rest to compare.</source>
        <translation>Die Änderung bedeckt das ganze Bild; es gibt keinen Rest zum Vergleichen.</translation>
    </message>
    <message>
        <source>{percent} of the rest looks the same.</source>
        <translation>{percent} des Rests sehen gleich aus.</translation>
    </message>
    <message>
        <source>{percent} of the picture changed.</source>
        <translation>{percent} des Bilds änderten sich.</translation>
    </message>
    <message>
        <source>{shown} of {count} changes show.</source>
        <translation>{shown} von {count} Änderungen sind zu sehen.</translation>
    </message>
    <message>
        <source>“{thing}” got another weight</source>
        <translation>„{thing}“ bekam ein anderes Gewicht</translation>
    </message>
    <message>
        <source>the picture does not show “{new}”</source>
        <translation>das Bild zeigt „{new}“ nicht</translation>
    </message>
    <message>
        <source>the picture still shows “{old}”</source>
        <translation>das Bild zeigt immer noch „{old}“</translation>
    </message>
    <message>
        <source>as “{new}” asks</source>
        <translation>wie „{new}“ verlangt</translation>
    </message>
    <message>
        <source>as “{old}” was taken out</source>
        <translation>weil „{old}“ herausgenommen wurde</translation>
    </message>
    <message>
        <source>the whole picture changed, {asked}</source>
        <translation>das ganze Bild änderte sich, {asked}</translation>
    </message>
    <message>
        <source>the picture {failure}</source>
        <translation>das Bild {failure}</translation>
    </message>
    <message>
        <source>{with_article} appeared</source>
        <translation>„{with_article}“ erschien</translation>
    </message>
    <message>
        <source>the {old} {be} gone</source>
        <translation>„{old}“ ist weg</translation>
    </message>
    <message>
        <source>the {old} became {with_article}</source>
        <translation>aus „{old}“ wurde „{with_article}“</translation>
    </message>
    <message>
        <source>still shows {with_article}</source>
        <translation>zeigt immer noch „{with_article}“</translation>
    </message>
    <message>
        <source>shows no {new}</source>
        <translation>zeigt kein „{new}“</translation>
    </message>
    <message>
        <source>the {thing}</source>
        <translation>„{thing}“</translation>
    </message>
    <message>
        <source>{listed} stayed.</source>
        <translation>Geblieben: {listed}.</translation>
    </message>
    <message>
        <source>{listed} changed, too.</source>
        <translation>Auch geändert: {listed}.</translation>
    </message>
    <message>
        <source>The prompt has no word number {value}.</source>
        <translation>Der Prompt hat kein Wort Nummer {value}.</translation>
    </message>
    <message>
        <source>Between 1 and 20 completions can be asked for, not {count}.</source>
        <translation>Zwischen 1 und 20 Ergänzungen lassen sich verlangen, nicht {count}.</translation>
    </message>
    <message>
        <source>a picture</source>
        <translation>ein Bild</translation>
    </message>
    <message>
        <source>A grid has 1 to {most_cells} cells, not {count}.</source>
        <translation>Ein Raster hat 1 bis {most_cells} Felder, nicht {count}.</translation>
    </message>
    <message>
        <source>Picture {value} of {count}</source>
        <translation>Bild {value} von {count}</translation>
    </message>
    <message>
        <source>nothing visible changed</source>
        <translation>nichts Sichtbares änderte sich</translation>
    </message>
    <message>
        <source>the region covers the whole picture</source>
        <translation>der Bereich bedeckt das ganze Bild</translation>
    </message>
    <message>
        <source>the prompts do not say what was edited</source>
        <translation>die Prompts sagen nicht, was geändert wurde</translation>
    </message>
    <message>
        <source>no thing is known whose staying could be measured</source>
        <translation>es ist kein Ding bekannt, dessen Bleiben sich messen ließe</translation>
    </message>
    <message>
        <source>LPIPS: its weights are published only in a format that can run programs</source>
        <translation>LPIPS: Seine Gewichte gibt es nur in einem Format, das Programme ausführen kann</translation>
    </message>
    <message>
        <source>change map</source>
        <translation>Änderungskarte</translation>
    </message>
    <message>
        <source>The prompt is empty; there is nothing to render.</source>
        <translation>Der Prompt ist leer; es gibt nichts zu rendern.</translation>
    </message>
    <message>
        <source>A render takes between 1 and 150 steps, not {steps}.</source>
        <translation>Ein Bild braucht zwischen 1 und 150 Schritte, nicht {steps}.</translation>
    </message>
    <message>
        <source>Guidance must be between 0 and 30, not {guidance}.</source>
        <translation>Guidance muss zwischen 0 und 30 liegen, nicht {guidance}.</translation>
    </message>
    <message>
        <source>Width and height must be multiples of 64 between 64 and 2048, not {side}.</source>
        <translation>Breite und Höhe müssen Vielfache von 64 zwischen 64 und 2048 sein, nicht {side}.</translation>
    </message>
    <message>
        <source>An edit is repeated over one or more seeds, each once.</source>
        <translation>Eine Änderung wird über einen oder mehr Seeds wiederholt, jeden einmal.</translation>
    </message>
    <message>
        <source>Seed {seed}: rendering {side}</source>
        <translation>Seed {seed}: rendert {side}</translation>
    </message>
    <message>
        <source>“{text}” is not read by the language model; nothing separates it.</source>
        <translation>„{text}“ wird vom Sprachmodell nicht gelesen; nichts trennt es.</translation>
    </message>
    <message>
        <source>Two words are needed; a word cannot be separated from itself.</source>
        <translation>Zwei Wörter sind nötig; ein Wort lässt sich nicht von sich selbst trennen.</translation>
    </message>
    <message>
        <source>Between 1 and 20 suggestions can be asked for, not {count}.</source>
        <translation>Zwischen 1 und 20 Vorschläge lassen sich verlangen, nicht {count}.</translation>
    </message>
    <message>
        <source>“{name}” is syntax of another program; nothing can be suggested in its place.</source>
        <translation>„{name}“ ist Syntax eines anderen Programms; an seiner Stelle lässt sich nichts vorschlagen.</translation>
    </message>
    <message>
        <source>“{name}” is learned and stands for numbers; nothing can be suggested in its place.</source>
        <translation>„{name}“ ist gelernt und steht für Zahlen; an seiner Stelle lässt sich nichts vorschlagen.</translation>
    </message>
    <message>
        <source>Judges results and never steers: other network, other scenes, other captions.</source>
        <translation>Beurteilt Ergebnisse und steuert nie: anderes Netz, andere Szenen, andere Beschreibungen.</translation>
    </message>
    <message>
        <source>Says which pixels show which of the 40 things.</source>
        <translation>Sagt, welche Pixel welches der 40 Dinge zeigen.</translation>
    </message>
    <message>
        <source>The text tower that Stable Diffusion 2 was trained with: the guide that fits it.</source>
        <translation>Der Textturm, mit dem Stable Diffusion 2 trainiert wurde: das Leit-CLIP, das dazu passt.</translation>
    </message>
    <message>
        <source>Judges results and never steers; the evaluator of both papers.</source>
        <translation>Beurteilt Ergebnisse und steuert nie; das Prüfmodell beider Veröffentlichungen.</translation>
    </message>
    <message>
        <source>Stable Diffusion 1.5&apos;s text tower, and a light judge.</source>
        <translation>Der Textturm von Stable Diffusion 1.5, und ein leichtes Prüfmodell.</translation>
    </message>
    <message>
        <source>Qwen3-0.6B trained on as a masked-diffusion chat model: small enough for any GPU.</source>
        <translation>Qwen3-0.6B, als maskiertes Diffusions-Chatmodell weitertrainiert: klein genug für jede GPU.</translation>
    </message>
    <message>
        <source>ModernBERT tuned as a masked-diffusion chat model: the one for a CPU.</source>
        <translation>ModernBERT, als maskiertes Diffusions-Chatmodell trainiert: das für eine CPU.</translation>
    </message>
    <message>
        <source>The smaller ModernBERT chat model.</source>
        <translation>Das kleinere ModernBERT-Chatmodell.</translation>
    </message>
    <message>
        <source>The best-studied masked-diffusion language model.</source>
        <translation>Das am besten untersuchte maskierte Diffusions-Sprachmodell.</translation>
    </message>
    <message>
        <source>A masked-diffusion language model grown from Qwen2.5-7B.</source>
        <translation>Ein maskiertes Diffusions-Sprachmodell, aus Qwen2.5-7B entstanden.</translation>
    </message>
    <message>
        <source>A small chat model without a gate.</source>
        <translation>Ein kleines Chatmodell mit freiem Zugang.</translation>
    </message>
    <message>
        <source>A strong chat model without a gate, in the place of the papers&apos; gated ones.</source>
        <translation>Ein starkes Chatmodell mit freiem Zugang, anstelle der beschränkten der Veröffentlichungen.</translation>
    </message>
    <message>
        <source>VGD&apos;s language model. Gated: ask for access on its page and set HF_TOKEN.</source>
        <translation>VGDs Sprachmodell. Zugang nötig: auf seiner Seite beantragen und HF_TOKEN setzen.</translation>
    </message>
    <message>
        <source>VGD&apos;s other language model. Gated: ask for access on its page and set HF_TOKEN.</source>
        <translation>VGDs anderes Sprachmodell. Zugang nötig: auf seiner Seite beantragen und HF_TOKEN setzen.</translation>
    </message>
    <message>
        <source>The papers&apos; text-to-image model. Its maker withdrew it in November 2025; these are unofficial mirrors.</source>
        <translation>Das Bildmodell der Veröffentlichungen. Sein Hersteller zog es im November 2025 zurück; dies sind inoffizielle Kopien.</translation>
    </message>
    <message>
        <source>The same model as the one file that A1111 and ComfyUI use.</source>
        <translation>Dasselbe Modell als die eine Datei, die A1111 und ComfyUI verwenden.</translation>
    </message>
    <message>
        <source>Half the pixels of 2.1, for smaller GPUs. Withdrawn by its maker; these are unofficial mirrors.</source>
        <translation>Halb so viele Pixel wie 2.1, für kleinere GPUs. Vom Hersteller zurückgezogen; dies sind inoffizielle Kopien.</translation>
    </message>
    <message>
        <source>One to four steps a picture: the live preview, and the text-to-image model of small machines.</source>
        <translation>Ein bis vier Schritte je Bild: die Live-Vorschau, und das Bildmodell kleiner Rechner.</translation>
    </message>
    <message>
        <source>The model with the most checkpoints made from it; its guide is CLIP ViT-L/14.</source>
        <translation>Das Modell, aus dem die meisten Checkpoints gemacht wurden; sein Leit-CLIP ist CLIP ViT-L/14.</translation>
    </message>
    <message>
        <source>Marks pictures that may be explicit, so that they can be blurred until asked for.</source>
        <translation>Markiert Bilder, die anstößig sein können, damit sie unscharf bleiben, bis man fragt.</translation>
    </message>
    <message>
        <source>Says which pixels show what a word names: where an edit acted.</source>
        <translation>Sagt, welche Pixel zeigen, was ein Wort nennt: wo eine Änderung wirkte.</translation>
    </message>
    <message>
        <source>Short to very long captions from a small model.</source>
        <translation>Kurze bis sehr lange Beschreibungen aus einem kleinen Modell.</translation>
    </message>
    <message>
        <source>Clip Interrogator&apos;s captioner.</source>
        <translation>Der Bildbeschreiber von Clip Interrogator.</translation>
    </message>
    <message>
        <source>A captioning baseline of the papers.</source>
        <translation>Ein Bildbeschreiber, mit dem die Veröffentlichungen vergleichen.</translation>
    </message>
    <message>
        <source>Captions, and VGD&apos;s language model that sees the picture.</source>
        <translation>Beschreibungen, und VGDs Sprachmodell, das das Bild sieht.</translation>
    </message>
    <message>
        <source>Perplexity of prompts.</source>
        <translation>Perplexität von Prompts.</translation>
    </message>
    <message>
        <source>BERTScore: its layer 17, without idf or rescaling.</source>
        <translation>BERTScore: Schicht 17, ohne idf und Umskalierung.</translation>
    </message>
    <message>
        <source>Embedded pack</source>
        <translation>Eingebautes Paket</translation>
    </message>
    <message>
        <source>Small models of an illustrated world, inside the package: every control works offline on a CPU.</source>
        <translation>Kleine Modelle einer gezeichneten Welt, im Paket enthalten: Alles arbeitet ohne Netz auf einer CPU.</translation>
    </message>
    <message>
        <source>Any computer with 4 GB of memory.</source>
        <translation>Jeder Computer mit 4 GB Speicher.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Leicht</translation>
    </message>
    <message>
        <source>Real pictures on a small machine: SD-Turbo, its own CLIP as guide, and small language models.</source>
        <translation>Echte Bilder auf einem kleinen Rechner: SD-Turbo, sein eigenes CLIP als Leit-CLIP, und kleine Sprachmodelle.</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Stable Diffusion 2.1 at 768 pixels, the guide it was trained with, and 7-billion-parameter language models without a gate.</source>
        <translation>Stable Diffusion 2.1 mit 768 Pixeln, das Leit-CLIP, mit dem es trainiert wurde, und Sprachmodelle mit 7 Milliarden Parametern und freiem Zugang.</translation>
    </message>
    <message>
        <source>As in the papers</source>
        <translation>Wie in den Veröffentlichungen</translation>
    </message>
    <message>
        <source>What the papers name: Stable Diffusion 2.1, OpenCLIP H and g, LLaDA-8B, Llama 2 (gated: needs Meta&apos;s permission and a token) and LLaVA-1.5.</source>
        <translation>Was die Veröffentlichungen nennen: Stable Diffusion 2.1, OpenCLIP H und g, LLaDA-8B, Llama 2 (Zugang nötig: Metas Erlaubnis und ein Token) und LLaVA-1.5.</translation>
    </message>
    <message>
        <source>A GPU with 24 GB of memory and 64 GB of main memory.</source>
        <translation>Eine GPU mit 24 GB Speicher und 64 GB Hauptspeicher.</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Leitung</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kern</translation>
    </message>
    <message>
        <source>Particles</source>
        <translation>Partikel</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Lambda CLIP</source>
        <translation>Lambda CLIP</translation>
    </message>
    <message>
        <source>Lambda edit</source>
        <translation>Lambda Edit</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Order temperature</source>
        <translation>Temperatur der Reihenfolge</translation>
    </message>
    <message>
        <source>Top p</source>
        <translation>Top p</translation>
    </message>
    <message>
        <source>Hints</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Words weight</source>
        <translation>Gewicht der Wörter</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Image bias</source>
        <translation>Neigung zum Bild</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>Feinschliff</translation>
    </message>
    <message>
        <source>X0 samples</source>
        <translation>X0-Proben</translation>
    </message>
    <message>
        <source>Look ahead</source>
        <translation>Vorausschau</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllung</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Entropy bound</source>
        <translation>Entropiegrenze</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Auffrischen</translation>
    </message>
    <message>
        <source>Resampling</source>
        <translation>Resampling</translation>
    </message>
    <message>
        <source>Temper floor</source>
        <translation>Temperierung mindestens</translation>
    </message>
    <message>
        <source>Literal rows</source>
        <translation>Wörtliche Zeilen</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>CLIP</source>
        <translation>CLIP</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Gewissheit</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Zufall</translation>
    </message>
    <message>
        <source>Ancestral</source>
        <translation>Ancestral</translation>
    </message>
    <message>
        <source>Systematic</source>
        <translation>Systematisch</translation>
    </message>
    <message>
        <source>Multinomial</source>
        <translation>Multinomial</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>Strahlen</translation>
    </message>
    <message>
        <source>CLIP weight</source>
        <translation>CLIP-Gewicht</translation>
    </message>
    <message>
        <source>Length penalty</source>
        <translation>Längenausgleich</translation>
    </message>
    <message>
        <source>LM</source>
        <translation>LM</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Repository faithful</source>
        <translation>Wie das Repository</translation>
    </message>
    <message>
        <source>Normalise</source>
        <translation>Normalisieren</translation>
    </message>
    <message>
        <source>Causal LM</source>
        <translation>Kausales LM</translation>
    </message>
    <message>
        <source>VLM</source>
        <translation>VLM</translation>
    </message>
    <message>
        <source>Captioner</source>
        <translation>Bildbeschreiber</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Gewichtsabnahme</translation>
    </message>
    <message>
        <source>Negative</source>
        <translation>Negativ</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Renders</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Vectors</source>
        <translation>Vektoren</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Kandidaten</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Best</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Fast</translation>
    </message>
    <message>
        <source>Classic</source>
        <translation>Classic</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Loading {model}, {bytes_text}</source>
        <translation>Lädt {model}, {bytes_text}</translation>
    </message>
    <message>
        <source>{stage} ({number} of {count})</source>
        <translation>{stage} ({number} von {count})</translation>
    </message>
    <message>
        <source>{head}; only punctuation is left out.</source>
        <translation>{head}; nur Satzzeichen fallen weg.</translation>
    </message>
    <message>
        <source>{named} and {value} more</source>
        <translation>{named} und {value} weitere</translation>
    </message>
    <message>
        <source>{head}; not read: {value}, {named}.</source>
        <translation>{head}; nicht gelesen: {value}, {named}.</translation>
    </message>
    <message>
        <source>1 word</source>
        <translation>1 Wort</translation>
    </message>
    <message>
        <source>{count} words</source>
        <translation>{count} Wörter</translation>
    </message>
    <message>
        <source>“{asked}” does not show</source>
        <translation>„{asked}“ ist nicht zu sehen</translation>
    </message>
    <message>
        <source>“{asked}” shows</source>
        <translation>„{asked}“ ist zu sehen</translation>
    </message>
    <message>
        <source>the {thing} {be} still {old}</source>
        <translation>„{thing}“ ist noch „{old}“</translation>
    </message>
    <message>
        <source>the {thing} {be} no longer {old}</source>
        <translation>„{thing}“ ist nicht mehr „{old}“</translation>
    </message>
    <message>
        <source>the {thing} did not turn {new}</source>
        <translation>„{thing}“ wurde nicht „{new}“</translation>
    </message>
    <message>
        <source>the {thing} turned {new}</source>
        <translation>„{thing}“ wurde „{new}“</translation>
    </message>
    <message>
        <source>the {thing} {be} not {new}</source>
        <translation>„{thing}“ ist nicht „{new}“</translation>
    </message>
    <message>
        <source>the {thing} {be} now {new}</source>
        <translation>„{thing}“ ist jetzt „{new}“</translation>
    </message>
    <message>
        <source>{name} makes no pictures in a few steps.</source>
        <translation>{name} macht keine Bilder in wenigen Schritten.</translation>
    </message>
    <message>
        <source>it lacks {value}</source>
        <translation>es fehlt {value}</translation>
    </message>
    <message>
        <source>device-side assert</source>
        <translation>device-side assert</translation>
    </message>
    <message>
        <source>CUDA error</source>
        <translation>CUDA error</translation>
    </message>
    <message>
        <source>HIP error</source>
        <translation>HIP error</translation>
    </message>
    <message>
        <source>unspecified launch failure</source>
        <translation>unspecified launch failure</translation>
    </message>
    <message>
        <source>coupling of pieces</source>
        <translation>Kopplung der Token</translation>
    </message>
    <message>
        <source>the coupling of pieces does not match its words</source>
        <translation>die Kopplung der Token passt nicht zu ihren Wörtern</translation>
    </message>
    <message>
        <source>bfloat16 or float32</source>
        <translation>bfloat16 oder float32</translation>
    </message>
    <message>
        <source>{name} left the range of {numbers} and predicts nothing; compute in {other} (option dtype).</source>
        <translation>{name} verließ den Bereich von {numbers} und sagt nichts vorher; in {other} rechnen (Option dtype).</translation>
    </message>
    <message>
        <source>, language models {language_dtype}</source>
        <translation>, Sprachmodelle {language_dtype}</translation>
    </message>
    <message>
        <source>Photographs on a CPU</source>
        <translation>Fotos auf einer CPU</translation>
    </message>
    <message>
        <source>Real pictures without a GPU: a language model of 150 million parameters, SD-Turbo, and its own CLIP as guide.</source>
        <translation>Echte Bilder ohne GPU: ein Sprachmodell mit 150 Millionen Parametern, SD-Turbo, und sein eigenes CLIP als Leit-CLIP.</translation>
    </message>
    <message>
        <source>16 GB of memory and patience: minutes for a prompt or a picture.</source>
        <translation>16 GB Speicher und Geduld: Minuten für einen Prompt oder ein Bild.</translation>
    </message>
    <message>
        <source>A GPU with 8 GB of memory.</source>
        <translation>Eine GPU mit 8 GB Speicher.</translation>
    </message>
    <message>
        <source>A GPU with 24 GB of memory. With 12 GB and 32 GB of main memory it runs, but the language model&apos;s weights cross the bus for every step: minutes for a prompt, a quarter of one for an edit.</source>
        <translation>Eine GPU mit 24 GB Speicher. Mit 12 GB und 32 GB Hauptspeicher läuft es, aber die Gewichte des Sprachmodells gehen bei jedem Schritt über den Bus: Minuten für einen Prompt, eine Viertelminute für eine Änderung.</translation>
    </message>
    <message>
        <source>{file} cannot be written: {strerror}.</source>
        <translation>{file} kann nicht geschrieben werden: {strerror}.</translation>
    </message>
    <message>
        <source>Every renderer needs a name of its own, and “{name}” is none.</source>
        <translation>Jeder Renderer braucht einen eigenen Namen, und „{name}“ ist keiner.</translation>
    </message>
    <message>
        <source>“{kind}” is no program that renders; there is {programs}.</source>
        <translation>„{kind}“ ist kein Programm, das rendert; es gibt {programs}.</translation>
    </message>
    <message>
        <source>“{address}” is no address; it looks like {programs}.</source>
        <translation>„{address}“ ist keine Adresse; sie sieht aus wie {programs}.</translation>
    </message>
    <message>
        <source>The size of “{name}” must be a multiple of 64 between 64 and 2048.</source>
        <translation>Die Größe von „{name}“ muss ein Vielfaches von 64 zwischen 64 und 2048 sein.</translation>
    </message>
    <message>
        <source>“{address}” names no port that there is.</source>
        <translation>„{address}“ nennt keinen Port, den es gibt.</translation>
    </message>
    <message>
        <source>{where} is there and has {count} models.</source>
        <translation>{where} ist da und hat {count} Modelle.</translation>
    </message>
    <message>
        <source>sent something that is no picture.</source>
        <translation>schickte etwas, das kein Bild ist.</translation>
    </message>
    <message>
        <source>{where} is there and has {count} checkpoints.</source>
        <translation>{where} ist da und hat {count} Checkpoints.</translation>
    </message>
    <message>
        <source>gave an answer that cannot be read.</source>
        <translation>gab eine Antwort, die nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>The workflow has no place for: {told}.</source>
        <translation>Der Workflow hat keinen Platz für: {told}.</translation>
    </message>
    <message>
        <source>has no checkpoint.</source>
        <translation>hat keinen Checkpoint.</translation>
    </message>
    <message>
        <source>lost the render; was it started anew?</source>
        <translation>hat das Bild verloren; wurde es neu gestartet?</translation>
    </message>
    <message>
        <source>finished without a picture; does the workflow save or preview one?</source>
        <translation>endete ohne Bild; speichert der Workflow eines oder zeigt eine Vorschau?</translation>
    </message>
    <message>
        <source>was interrupted.</source>
        <translation>wurde unterbrochen.</translation>
    </message>
    <message>
        <source> in {node}</source>
        <translation> in {node}</translation>
    </message>
    <message>
        <source>failed{where}: {line}</source>
        <translation>scheiterte{where}: {line}</translation>
    </message>
    <message>
        <source>failed without saying why.</source>
        <translation>scheiterte, ohne zu sagen, warum.</translation>
    </message>
    <message>
        <source>{file} is too large for a workflow.</source>
        <translation>{file} ist zu groß für einen Workflow.</translation>
    </message>
    <message>
        <source>The workflow {file} cannot be read: {strerror}.</source>
        <translation>Der Workflow {file} kann nicht gelesen werden: {strerror}.</translation>
    </message>
    <message>
        <source>The workflow {file} is no JSON file.</source>
        <translation>Der Workflow {file} ist keine JSON-Datei.</translation>
    </message>
    <message>
        <source>{file} is saved for ComfyUI&apos;s window; save it in the API format instead.</source>
        <translation>{file} ist für ComfyUIs Fenster gespeichert; stattdessen im API-Format speichern.</translation>
    </message>
    <message>
        <source>{file} is no ComfyUI workflow in the API format.</source>
        <translation>{file} ist kein ComfyUI-Workflow im API-Format.</translation>
    </message>
    <message>
        <source>The workflow has no place for the {needed}; write %{needed}% where it goes.</source>
        <translation>Der Workflow hat keinen Platz für: {needed}; %{needed}% schreiben, wo es hingehört.</translation>
    </message>
    <message>
        <source>The workflow has {value} samplers; write %prompt%, %seed% and so on where they go.</source>
        <translation>Der Workflow hat {value} Sampler; %prompt%, %seed% und so weiter schreiben, wo sie hingehören.</translation>
    </message>
    <message>
        <source>{name} at {place} sent more than a picture can take.</source>
        <translation>{name} unter {place} schickte mehr, als ein Bild braucht.</translation>
    </message>
    <message>
        <source>At {place} there is a web page that is not {name}&apos;s; is the address right?</source>
        <translation>Unter {place} ist eine Webseite, die nicht zu {name} gehört; stimmt die Adresse?</translation>
    </message>
    <message>
        <source>{name} at {place} gave an answer that cannot be read.</source>
        <translation>{name} unter {place} gab eine Antwort, die nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>{name} at {place} wants a key, or another one ({status}).</source>
        <translation>{name} unter {place} will einen Schlüssel, oder einen anderen ({status}).</translation>
    </message>
    <message>
        <source>{place} sends elsewhere instead of answering; enter {name}&apos;s own address.</source>
        <translation>{place} leitet weiter statt zu antworten; die eigene Adresse von {name} eingeben.</translation>
    </message>
    <message>
        <source>What answers at {place} does not know {name}&apos;s API; is it started with its API on?</source>
        <translation>Was unter {place} antwortet, kennt die API von {name} nicht; wurde es mit API gestartet?</translation>
    </message>
    <message>
        <source>{name} at {place} failed ({status}){value}</source>
        <translation>{name} unter {place} scheiterte ({status}){value}</translation>
    </message>
    <message>
        <source>{name}&apos;s certificate at {place} cannot be trusted.</source>
        <translation>Dem Zertifikat von {name} unter {place} ist nicht zu trauen.</translation>
    </message>
    <message>
        <source>{name} at {place} does not answer in time.</source>
        <translation>{name} unter {place} antwortet nicht rechtzeitig.</translation>
    </message>
    <message>
        <source>{name} at {place} broke off in the middle of its answer.</source>
        <translation>{name} unter {place} brach mitten in der Antwort ab.</translation>
    </message>
    <message>
        <source>broke off in the middle of its answer</source>
        <translation>brach mitten in der Antwort ab</translation>
    </message>
    <message>
        <source>does not answer; is it running there?</source>
        <translation>antwortet nicht; läuft es dort?</translation>
    </message>
    <message>
        <source>{name} at {place} {what}{value}</source>
        <translation>{name} unter {place} {what}{value}</translation>
    </message>
    <message>
        <source>{name} at {place} cannot be reached.</source>
        <translation>{name} unter {place} ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>{name} at {place} opens no websocket.</source>
        <translation>{name} unter {place} öffnet keinen Websocket.</translation>
    </message>
    <message>
        <source>Basic {decode}</source>
        <translation>Basic {decode}</translation>
    </message>
    <message>
        <source>Bearer {key}</source>
        <translation>Bearer {key}</translation>
    </message>
    <message>
        <source>{title} at {place}</source>
        <translation>{title} unter {place}</translation>
    </message>
    <message>
        <source>gave an answer without “{path}”.</source>
        <translation>gab eine Antwort ohne „{path}“.</translation>
    </message>
    <message>
        <source>sent a picture of {width} × {height} pixels, which is too large.</source>
        <translation>schickte ein Bild von {width} × {height} Pixeln, was zu groß ist.</translation>
    </message>
    <message>
        <source>waiting for a renderer</source>
        <translation>wartet auf einen Renderer</translation>
    </message>
    <message>
        <source>says: {line}</source>
        <translation>sagt: {line}</translation>
    </message>
    <message>
        <source>broke off before the picture was there.</source>
        <translation>brach ab, bevor das Bild da war.</translation>
    </message>
    <message>
        <source>There is no renderer “{name}”; `promptstudio renderers` lists those there are.</source>
        <translation>Den Renderer „{name}“ gibt es nicht; `promptstudio renderers` listet die vorhandenen.</translation>
    </message>
    <message>
        <source>{programs} at {address}</source>
        <translation>{programs} unter {address}</translation>
    </message>
    <message>
        <source>test of a renderer</source>
        <translation>Test eines Renderers</translation>
    </message>
    <message>
        <source>asking the renderer</source>
        <translation>fragt den Renderer</translation>
    </message>
    <message>
        <source>AUTOMATIC1111 or Forge</source>
        <translation>AUTOMATIC1111 oder Forge</translation>
    </message>
    <message>
        <source>“{name}” at {path}</source>
        <translation>„{name}“ in {path}</translation>
    </message>
    <message>
        <source>{where} has a model_index.json that is none.</source>
        <translation>{where} hat ein model_index.json, das keines ist.</translation>
    </message>
    <message>
        <source>{where} is made for {name}, which is no text-to-image pipeline that can be used here.</source>
        <translation>{where} ist für {name} gemacht; das ist keine Text-zu-Bild-Pipeline, die sich hier verwenden lässt.</translation>
    </message>
    <message>
        <source>{where} brings code of its own for its {part}, which is not run.</source>
        <translation>{where} bringt eigenen Code mit ({part}), der nicht ausgeführt wird.</translation>
    </message>
    <message>
        <source>“{unknown}” was learned with another model; {name} cannot read it.</source>
        <translation>„{unknown}“ wurde mit einem anderen Modell gelernt; {name} kann es nicht lesen.</translation>
    </message>
    <message>
        <source>{name} reads no weights of words; the picture is made without them.</source>
        <translation>{name} liest keine Gewichte von Wörtern; das Bild entsteht ohne sie.</translation>
    </message>
    <message>
        <source>{name} takes no negative prompt; the picture is made without it.</source>
        <translation>{name} nimmt keinen Negativ-Prompt; das Bild entsteht ohne ihn.</translation>
    </message>
    <message>
        <source>Naming things</source>
        <translation>Gefundenes wird benannt</translation>
    </message>
    <message>
        <source>not installed</source>
        <translation>nicht installiert</translation>
    </message>
    <message>
        <source>The line to the engine on {place} broke.</source>
        <translation>Die Verbindung zur Engine auf {place} ist abgerissen.</translation>
    </message>
    <message>
        <source> on {place}</source>
        <translation> auf {place}</translation>
    </message>
    <message>
        <source>The engine{there} stopped unexpectedly (exit code {code}); nothing of yours is lost, just try again. Details are in {log_folder}.</source>
        <translation>Die Engine{there} hat unerwartet aufgehört (Exit-Code {code}); nichts ist verloren, einfach noch einmal versuchen. Einzelheiten stehen in {log_folder}.</translation>
    </message>
    <message>
        <source>{file} is not as it should be: {rstrip}.</source>
        <translation>{file} ist nicht, wie es sein soll: {rstrip}.</translation>
    </message>
    <message>
        <source>Every engine needs a name of its own, and “{name}” is none.</source>
        <translation>Jede Engine braucht einen eigenen Namen, und „{name}“ ist keiner.</translation>
    </message>
    <message>
        <source>There is no engine “{name}” on your list; there is {there}.</source>
        <translation>Eine Engine „{name}“ steht nicht auf der Liste; es gibt {there}.</translation>
    </message>
    <message>
        <source>The engine on {place} is version {version}, this is {version2}: update the older one, for example with `pipx upgrade promptstudio`.</source>
        <translation>Die Engine auf {place} hat Version {version}, dieses Programm {version2}: die ältere aktualisieren, zum Beispiel mit `pipx upgrade promptstudio`.</translation>
    </message>
    <message>
        <source>The engine on {place} calls itself {version} too, but speaks another protocol: update both.</source>
        <translation>Die Engine auf {place} nennt sich ebenfalls {version}, spricht aber ein anderes Protokoll: beide aktualisieren.</translation>
    </message>
    <message>
        <source>no greeting in the first {longest_banner} bytes</source>
        <translation>keine Begrüßung in den ersten {longest_banner} Bytes</translation>
    </message>
    <message>
        <source>The program {command} cannot be started: {strerror}.</source>
        <translation>Das Programm {command} lässt sich nicht starten: {strerror}.</translation>
    </message>
    <message>
        <source>What answers on {place} is no engine; see that its login prints nothing.</source>
        <translation>Was auf {place} antwortet, ist keine Engine; die Anmeldung dort darf nichts ausgeben.</translation>
    </message>
    <message>
        <source>An engine elsewhere is named by the command that leads there, for example: ssh user@box</source>
        <translation>Eine Engine anderswo wird durch den Befehl benannt, der dorthin führt, zum Beispiel: ssh user@box</translation>
    </message>
    <message>
        <source>“{text}” is no command: a quotation mark does not close.</source>
        <translation>„{text}“ ist kein Befehl: ein Anführungszeichen wird nicht geschlossen.</translation>
    </message>
    <message>
        <source>The key of {place} is not known to ssh: run `{way}` once in a terminal.</source>
        <translation>Der Schlüssel von {place} ist ssh nicht bekannt: einmal `{way}` in einem Terminal ausführen.</translation>
    </message>
    <message>
        <source>The key of {place} is another one than before: ask who runs it.</source>
        <translation>Der Schlüssel von {place} ist ein anderer als zuvor: bei dem nachfragen, der den Rechner betreibt.</translation>
    </message>
    <message>
        <source>{place} does not let you in: ssh needs a key that works without a question.</source>
        <translation>{place} gewährt keinen Zugang: ssh braucht einen Schlüssel, der ohne Rückfrage gilt.</translation>
    </message>
    <message>
        <source>There is no host called {place}, or no network.</source>
        <translation>Es gibt keinen Rechner namens {place}, oder kein Netz.</translation>
    </message>
    <message>
        <source>{place} refuses the connection: no ssh server answers there.</source>
        <translation>{place} lehnt die Verbindung ab: dort antwortet kein ssh-Server.</translation>
    </message>
    <message>
        <source>{place} does not answer.</source>
        <translation>{place} antwortet nicht.</translation>
    </message>
    <message>
        <source>{place} cannot be reached from this network.</source>
        <translation>{place} ist von diesem Netz aus nicht erreichbar.</translation>
    </message>
    <message>
        <source>{place} cannot be reached: there is no network.</source>
        <translation>{place} ist nicht erreichbar: es gibt kein Netz.</translation>
    </message>
    <message>
        <source>There is no container called {place}.</source>
        <translation>Es gibt keinen Container namens {place}.</translation>
    </message>
    <message>
        <source>The Prompt Studio on {place} is too old to be used from elsewhere: update it there.</source>
        <translation>Das Prompt Studio auf {place} ist zu alt, um von anderswo benutzt zu werden: dort aktualisieren.</translation>
    </message>
    <message>
        <source>There is no Prompt Studio on {place}: install it there, or name the program with its folder.</source>
        <translation>Auf {place} gibt es kein Prompt Studio: dort installieren, oder das Programm mit seinem Ordner angeben.</translation>
    </message>
    <message>
        <source>There is no Prompt Studio on {place} under the name {program}.</source>
        <translation>Auf {place} gibt es kein Prompt Studio unter dem Namen {program}.</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>Exit-Code {code}</translation>
    </message>
    <message>
        <source>No engine answers on {place}: {last}</source>
        <translation>Auf {place} antwortet keine Engine: {last}</translation>
    </message>
    <message>
        <source>a Stable Diffusion {version}.x checkpoint</source>
        <translation>ein Checkpoint von Stable Diffusion {version}.x</translation>
    </message>
    <message>
        <source>“{name}” cannot be a {spoken} model.</source>
        <translation>„{name}“ kann kein Modell dieser Art sein: {spoken}.</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Cache von Hugging Face</translation>
    </message>
    <message>
        <source>an autoencoder</source>
        <translation>ein Autoencoder</translation>
    </message>
    <message>
        <source>a text encoder</source>
        <translation>ein Textencoder</translation>
    </message>
    <message>
        <source>a LoRA</source>
        <translation>ein LoRA</translation>
    </message>
    <message>
        <source>{path} is no checkpoint and no folder of a pipeline.</source>
        <translation>{path} ist kein Checkpoint und kein Ordner einer Pipeline.</translation>
    </message>
    <message>
        <source>{name} is {what}: a part that {program} puts together with others.</source>
        <translation>{name} ist {what}: ein Teil, das {program} mit anderen zusammensetzt.</translation>
    </message>
    <message>
        <source>a pipeline of diffusers</source>
        <translation>eine Pipeline von diffusers</translation>
    </message>
    <message>
        <source>a pickle</source>
        <translation>ein Pickle</translation>
    </message>
    <message>
        <source>{name} cannot be read.</source>
        <translation>{name} lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>{name} is {what}. A program that is running, such as ComfyUI, may render with it.</source>
        <translation>{name} ist {what}. Ein laufendes Programm wie ComfyUI kann damit vielleicht rendern.</translation>
    </message>
    <message>
        <source>Steps or guidance of “{name}” are out of range.</source>
        <translation>Schritte oder Guidance von „{name}“ liegen außerhalb der Grenzen.</translation>
    </message>
    <message>
        <source>The {what} takes {pieces} {reader} pieces, and {limit} are read</source>
        <translation>Zu lang ({what}): {pieces} {reader}-Token, und {limit} werden gelesen</translation>
    </message>
    <message>
        <source>The edit lies behind what the renderer reads of a prompt: it cannot change the picture.</source>
        <translation>Die Änderung liegt hinter dem, was der Renderer von einem Prompt liest: sie kann das Bild nicht ändern.</translation>
    </message>
    <message>
        <source>“{name}” is one file, and what a pipeline of diffusers needs besides is not in it: name a folder with its model_index.json, configurations and tokenizers as its option “config”.</source>
        <translation>„{name}“ ist eine einzelne Datei, und was eine Pipeline von diffusers sonst braucht, steht nicht darin: als Option „config“ einen Ordner mit model_index.json, Konfigurationen und Tokenizern nennen.</translation>
    </message>
    <message>
        <source>a picture of {size} pixels in place of {size2}</source>
        <translation>ein Bild mit {size} Pixeln statt {size2}</translation>
    </message>
    <message>
        <source>a packed picture: {error}</source>
        <translation>ein gepacktes Bild: {error}</translation>
    </message>
    <message>
        <source>“{name}” is one file, from which diffusers makes no {name2}.</source>
        <translation>„{name}“ ist eine einzelne Datei, und daraus macht diffusers kein {name2}.</translation>
    </message>
    <message>
        <source>{name} knows nothing of what was learned for “{token}” and reads it as text.</source>
        <translation>{name} weiß nichts von dem, was für „{token}“ gelernt wurde, und liest es als Text.</translation>
    </message>
    <message>
        <source>drawings of 40 things and animals in ten places</source>
        <translation>Zeichnungen von 40 Dingen und Tieren an zehn Orten</translation>
    </message>
    <message>
        <source>“{name}” has no weights of its {part}, neither in its file nor in {folder}.</source>
        <translation>„{name}“ hat keine Gewichte für {part}, weder in der Datei noch in {folder}.</translation>
    </message>
    <message>
        <source>clip skip {clip_skip}</source>
        <translation>Clip-Skip {clip_skip}</translation>
    </message>
    <message>
        <source>The text encoder of {name} has too few layers to leave out {clip_skip}.</source>
        <translation>Der Textencoder von {name} hat zu wenige Schichten, um {clip_skip} wegzulassen.</translation>
    </message>
    <message>
        <source>DPM++ 2M Karras</source>
        <translation>DPM++ 2M Karras</translation>
    </message>
    <message>
        <source>it has {samplers}</source>
        <translation>vorhanden: {samplers}</translation>
    </message>
    <message>
        <source>it has one of its own</source>
        <translation>es hat seinen eigenen</translation>
    </message>
    <message>
        <source>{name} has no sampler “{sampler}”; {there}.</source>
        <translation>{name} hat keinen Sampler „{sampler}“; {there}.</translation>
    </message>
    <message>
        <source>{name} knows no clip skip.</source>
        <translation>{name} kennt kein Clip-Skip.</translation>
    </message>
    <message>
        <source>Clip skip must be between 0 and {most_clip_skip}, not {clip_skip}.</source>
        <translation>Clip-Skip muss zwischen 0 und {most_clip_skip} liegen, nicht {clip_skip}.</translation>
    </message>
    <message>
        <source>{name} {what}; images of up to {most} megapixels can be opened, JPEGs of up to {jpegs}.</source>
        <translation>{name} {what}; geöffnet werden Bilder bis {most} Megapixel, JPEGs bis {jpegs}.</translation>
    </message>
    <message>
        <source>Scaled down from {whole} × {whole2} to {size} × {size2} pixels.</source>
        <translation>Von {whole} × {whole2} auf {size} × {size2} Pixel verkleinert.</translation>
    </message>
    <message>
        <source>the whole picture changed, as {asked} ask</source>
        <translation>das ganze Bild änderte sich, wie {asked} verlangen</translation>
    </message>
    <message>
        <source>a reference image&apos;s ground or opacity is none that there is</source>
        <translation>Grund oder Deckkraft eines Referenzbilds gibt es nicht</translation>
    </message>
    <message>
        <source>Transparent parts are shown on white.</source>
        <translation>Durchsichtiges ist auf Weiß gezeigt.</translation>
    </message>
    <message>
        <source>Transparent parts are shown on black.</source>
        <translation>Durchsichtiges ist auf Schwarz gezeigt.</translation>
    </message>
    <message>
        <source>Transparent parts are shown on the blurred picture.</source>
        <translation>Durchsichtiges ist auf dem unscharfen Bild gezeigt.</translation>
    </message>
    <message>
        <source>estimate</source>
        <translation>Schätzung</translation>
    </message>
    <message>
        <source>measuring how fast this machine is</source>
        <translation>misst, wie schnell dieser Rechner ist</translation>
    </message>
    <message>
        <source>No other frame can be read: {error}</source>
        <translation>Kein anderes Einzelbild ist lesbar: {error}</translation>
    </message>
    <message>
        <source>No other frame can be read: {name} has changed since it was added.</source>
        <translation>Kein anderes Einzelbild ist lesbar: {name} hat sich geändert, seit es hinzugefügt wurde.</translation>
    </message>
    <message>
        <source>a reference image is of a frame that there is not</source>
        <translation>das Einzelbild eines Referenzbilds gibt es nicht</translation>
    </message>
    <message>
        <source>Animated: frame {frame} of {frames} is used.</source>
        <translation>Animiert: Einzelbild {frame} von {frames} wird verwendet.</translation>
    </message>
    <message>
        <source>Cut short: its fine detail is missing.</source>
        <translation>Abgeschnitten: Feine Einzelheiten fehlen.</translation>
    </message>
    <message>
        <source>Cut short: {share} % of its rows could be read; the rest is grey.</source>
        <translation>Abgeschnitten: {share} % der Zeilen waren lesbar; der Rest ist grau.</translation>
    </message>
    <message>
        <source>{name} has no frame {frame}: the last one is {frames}.</source>
        <translation>{name} hat kein Einzelbild {frame}: Das letzte ist {frames}.</translation>
    </message>
    <message>
        <source>Frame {frame} of {name} cannot be read: the file is damaged or cut short.</source>
        <translation>Einzelbild {frame} von {name} ist nicht lesbar: Die Datei ist beschädigt oder abgeschnitten.</translation>
    </message>
    <message>
        <source>{folder} is a file; a batch takes a folder.</source>
        <translation>{folder} ist eine Datei; ein Stapel braucht einen Ordner.</translation>
    </message>
    <message>
        <source>No other frame can be read: {name} is on another computer.</source>
        <translation>Kein anderes Einzelbild ist lesbar: {name} liegt auf einem anderen Rechner.</translation>
    </message>
    <message>
        <source>cut short; it can be read without its fine detail</source>
        <translation>abgeschnitten; ohne feine Einzelheiten ist es lesbar</translation>
    </message>
    <message>
        <source>damaged; {share} % of its rows can be read</source>
        <translation>beschädigt; {share} % der Zeilen sind lesbar</translation>
    </message>
    <message>
        <source>Damaged: {share} % of its rows could be read; the rest is grey.</source>
        <translation>Beschädigt: {share} % der Zeilen waren lesbar; der Rest ist grau.</translation>
    </message>
    <message>
        <source>cut short; {share} % of its rows can be read</source>
        <translation>abgeschnitten; {share} % der Zeilen sind lesbar</translation>
    </message>
    <message>
        <source>{name} is {told}.</source>
        <translation>{name} ist {told}.</translation>
    </message>
    <message>
        <source>{shown} is unlike the pictures that these models know ({world}), so the words found for it are likely to be wrong; the real models know photographs (menu Models, or “promptstudio models”).</source>
        <translation>{shown}: anders als die Bilder, die diese Modelle kennen ({world}); die dafür gefundenen Wörter sind wahrscheinlich falsch. Die echten Modelle kennen Fotos (Menü Modelle, oder „promptstudio models“).</translation>
    </message>
    <message>
        <source>{shown} are unlike the pictures that these models know ({world}), so the words found for them are likely to be wrong; the real models know photographs (menu Models, or “promptstudio models”).</source>
        <translation>{shown}: anders als die Bilder, die diese Modelle kennen ({world}); die dafür gefundenen Wörter sind wahrscheinlich falsch. Die echten Modelle kennen Fotos (Menü Modelle, oder „promptstudio models“).</translation>
    </message>
</context>
</TS>
